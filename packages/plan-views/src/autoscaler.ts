import type { Behavior } from "./autoscaler-defaults";
import type { Pause } from "./pause";
import { Reader } from "./read";
import { type KubernetesObject, objectOf, type Properties, type Resource } from "./resource";
import { isTarget, type ScaleTarget } from "./scale-target";
import type { Workload } from "./workloads";

/** What an autoscaler looks at: a trigger of KEDA, or a metric of an HPA. Each property is read when it is asked for. */
export interface Trigger {
  /** KEDA's name of it, for example `prometheus`; of an HPA the resource, `cpu` or `memory`, or else the metric's type. */
  readonly type: string;
  /** What KEDA is told about it; of an HPA's metric nothing. */
  readonly metadata: Record<string, string>;
  /** Whether it looks at a share of what the pods request, and not at an amount. */
  readonly isShare: boolean;
  /** Name of the only container whose CPU or memory it looks at; absent where it looks at all of them, or at something else. */
  readonly container: string | undefined;
}

/** What stands in for triggers that cannot be read. */
export interface Fallback {
  replicas: number | undefined;
  /** Default: static */
  behavior: string;
}

/** An autoscaler of pods: an HPA, or KEDA's ScaledObject, which makes one. Each property is read when it is asked for. */
export interface Autoscaler extends KubernetesObject {
  readonly kind: "HorizontalPodAutoscaler" | "ScaledObject";
  /** What it scales. A ScaledObject's `kind` is Deployment by default, its `apiVersion` apps/v1. */
  readonly target: ScaleTarget;
  /** Default of an HPA: 1, of a ScaledObject: 0 */
  readonly minReplicas: number;
  /** Default of a ScaledObject: 100; an HPA must say it. */
  readonly maxReplicas: number;
  /** Of a ScaledObject: what it comes down to while no trigger is active; absent where that is the minimum. */
  readonly idleReplicas: number | undefined;
  readonly triggers: Trigger[];
  /** How fast it may change the count; absent where Kubernetes' own rules hold. */
  readonly behavior: Behavior | undefined;
  /** Of a ScaledObject; absent where it has none. */
  readonly fallback: Fallback | undefined;
  /** Of a ScaledObject that an annotation pauses; absent where none does. */
  readonly pause: Pause | undefined;
  /** Name of the HPA that it is, or that KEDA makes for it. */
  readonly hpaName: string;
  /** As the program wrote it. */
  readonly spec: Properties;
  /** Whether a workload is its target. */
  targets(workload: Pick<Workload, "name" | "namespace"> & { kind: string }): boolean;
}

/** What both kinds have in common. */
export abstract class AutoscalerOfKubernetes implements Autoscaler {
  readonly title: string;
  readonly id: string;
  abstract readonly kind: Autoscaler["kind"];
  private readonly object: KubernetesObject;

  constructor(readonly resource: Resource) {
    this.object = objectOf(resource);
    this.title = this.object.title;
    this.id = this.object.id;
  }

  get namespace(): string {
    return this.object.namespace;
  }

  get name(): string {
    return this.object.name;
  }

  get spec(): Properties {
    return this.readSpec.properties;
  }

  targets(workload: Parameters<Autoscaler["targets"]>[0]): boolean {
    return isTarget(this, workload);
  }

  abstract readonly target: ScaleTarget;
  abstract readonly minReplicas: number;
  abstract readonly maxReplicas: number;
  abstract readonly idleReplicas: number | undefined;
  abstract readonly triggers: Trigger[];
  abstract readonly behavior: Behavior | undefined;
  abstract readonly fallback: Fallback | undefined;
  abstract readonly pause: Pause | undefined;
  abstract readonly hpaName: string;

  protected get read(): Reader {
    return new Reader(this.title, this.resource.props);
  }

  protected get readSpec(): Reader {
    return this.read.object("spec");
  }
}
