import { type Behavior, hpaDefaults, kedaDefaults } from "./autoscaler-defaults";
import { Reader } from "./read";
import { isType, type KubernetesObject, objectOf, type Properties, type Resource } from "./resource";
import { findKnown } from "./unknown";
import type { Workload } from "./workloads";

const hpaType = "kubernetes:autoscaling:HorizontalPodAutoscaler";
const scaledObjectType = "kubernetes:keda.sh:ScaledObject";

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
  /** What it scales, in its own namespace. A ScaledObject's `kind` is Deployment by default. */
  readonly target: { kind: string; name: string };
  /** Default of an HPA: 1, of a ScaledObject: 0 */
  readonly minReplicas: number;
  /** Default of a ScaledObject: 100; an HPA must say it. */
  readonly maxReplicas: number;
  readonly triggers: Trigger[];
  /** How fast it may change the count; absent where Kubernetes' own rules hold. */
  readonly behavior: Behavior | undefined;
  /** Of a ScaledObject; absent where it has none. */
  readonly fallback: Fallback | undefined;
  /** As the program wrote it. */
  readonly spec: Properties;
  /** Whether a workload is its target. */
  targets(workload: Pick<Workload, "kind" | "name" | "namespace">): boolean;
}

/** The autoscaler that a resource is; `undefined` for any other. */
export function autoscalerOf(resource: Resource): Autoscaler | undefined {
  if (isType(resource, hpaType)) return new HorizontalPodAutoscaler(resource);
  if (isType(resource, scaledObjectType)) return new ScaledObject(resource);
  return undefined;
}

/** The autoscalers among the resources, in their order. */
export const autoscalersOf = (resources: readonly Resource[]): Autoscaler[] =>
  resources.flatMap((resource) => autoscalerOf(resource) ?? []);

/** What both kinds have in common. */
abstract class AutoscalerOfKubernetes implements Autoscaler {
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

  get target(): { kind: string; name: string } {
    const target = this.readSpec.object("scaleTargetRef");
    return {
      kind: target.required("kind", target.text("kind") ?? this.defaultTargetKind, "a kind, such as Deployment"),
      name: target.required("name", target.text("name"), "the name of what it scales"),
    };
  }

  targets({ kind, name, namespace }: Pick<Workload, "kind" | "name" | "namespace">): boolean {
    const { target } = this;
    return namespace === this.namespace && kind === target.kind && name === target.name;
  }

  abstract readonly minReplicas: number;
  abstract readonly maxReplicas: number;
  abstract readonly triggers: Trigger[];
  abstract readonly behavior: Behavior | undefined;
  abstract readonly fallback: Fallback | undefined;
  protected abstract readonly defaultTargetKind: string | undefined;

  protected get readSpec(): Reader {
    return new Reader(this.title, this.resource.props).object("spec");
  }
}

class HorizontalPodAutoscaler extends AutoscalerOfKubernetes {
  readonly kind = "HorizontalPodAutoscaler";
  /** Kubernetes requires it. */
  protected readonly defaultTargetKind = undefined;
  readonly fallback = undefined;

  get minReplicas(): number {
    return this.readSpec.number("minReplicas") ?? hpaDefaults.minReplicas;
  }

  get maxReplicas(): number {
    return this.readSpec.required("maxReplicas", this.readSpec.number("maxReplicas"), "a number, 1 or more");
  }

  get triggers(): Trigger[] {
    return this.readSpec.objects("metrics").map((metric) => {
      const resource = () =>
        metric.object(metric.text("type") === "ContainerResource" ? "containerResource" : "resource");
      return {
        get type() {
          const type = metric.required("type", metric.text("type"), "a metric's type, such as Resource");
          return resource().text("name") ?? type;
        },
        metadata: {},
        get isShare() {
          return resource().text("name") !== undefined && resource().object("target").text("type") !== "AverageValue";
        },
        get container() {
          return resource().text("container");
        },
      };
    });
  }

  get behavior(): Behavior | undefined {
    return this.readSpec.record("behavior");
  }
}

class ScaledObject extends AutoscalerOfKubernetes {
  readonly kind = "ScaledObject";
  protected readonly defaultTargetKind = kedaDefaults.targetKind;

  get minReplicas(): number {
    return this.readSpec.number("minReplicaCount") ?? kedaDefaults.minReplicaCount;
  }

  get maxReplicas(): number {
    return this.readSpec.number("maxReplicaCount") ?? kedaDefaults.maxReplicaCount;
  }

  get triggers(): Trigger[] {
    return this.readSpec.objects("triggers").map((trigger) => ({
      get type() {
        return trigger.required("type", trigger.text("type"), "a trigger's type, such as prometheus");
      },
      get metadata() {
        return trigger.textsByName("metadata");
      },
      // https://keda.sh/docs/latest/scalers/cpu/ and /memory/; its older place of the kind was the metadata.
      get isShare() {
        if (this.type !== "cpu" && this.type !== "memory") return false;
        return (trigger.text("metricType") ?? this.metadata["type"]) !== "AverageValue";
      },
      get container() {
        return this.metadata["containerName"];
      },
    }));
  }

  get behavior(): Behavior | undefined {
    return this.readSpec.object("advanced").object("horizontalPodAutoscalerConfig").record("behavior");
  }

  get fallback(): Fallback | undefined {
    if (this.readSpec.record("fallback") === undefined) return undefined;
    const fallback = this.readSpec.object("fallback");
    return {
      replicas: fallback.number("replicas"),
      behavior: fallback.text("behavior") ?? kedaDefaults.fallbackBehavior,
    };
  }
}

/** The autoscaler that scales a workload, the first where there are several; `undefined` where none does. */
export const autoscalerFor = (workload: Workload, resources: readonly Resource[]): Autoscaler | undefined =>
  findKnown(autoscalersOf(resources), (scaler) => scaler.targets(workload));

/** Fewest replicas of a workload: its autoscaler's, or else its own. */
export const fewestReplicas = (workload: Workload, resources: readonly Resource[]): number =>
  autoscalerFor(workload, resources)?.minReplicas ?? workload.replicas;

/** Most replicas of a workload, in the same way. */
export const mostReplicas = (workload: Workload, resources: readonly Resource[]): number =>
  autoscalerFor(workload, resources)?.maxReplicas ?? workload.replicas;
