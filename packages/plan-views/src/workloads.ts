import { autoscalerRequest, podRequests, QuantityError, type ResourceAmounts } from "@breakwater/kubernetes-rules";
import { type Container, gpusAmong, type PodSpec } from "./pod-template";
import { PlanValueError, Reader } from "./read";
import { type KubernetesObject, objectOf, type Resource } from "./resource";

const kinds = /^kubernetes:(apps|batch|core)\/v1:(Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod)$/;

/** Kinds of objects that make pods from a template. */
export type WorkloadKind = "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" | "CronJob" | "Pod";

/** A Kubernetes object that makes pods from a template. Each property is read when it is asked for. */
export interface Workload extends KubernetesObject {
  readonly kind: WorkloadKind;
  /** Of the pods. */
  readonly podLabels: Record<string, string>;
  readonly podAnnotations: Record<string, string>;
  readonly podSpec: PodSpec;
  /** The long-running containers. */
  readonly containers: Container[];
  /** Those that start before them, sidecars included. */
  readonly initContainers: Container[];
  /** All of them: those that start before the others, and the long-running. */
  readonly allContainers: Container[];
  /** Whether one of them needs a GPU. */
  readonly needsGpu: boolean;
  /** What each pod asks of its node, as the scheduler counts. @throws PlanValueError for a quantity that Kubernetes refuses */
  readonly requests: ResourceAmounts;
  /** Replicas that the program sets; `undefined` where it leaves them to an autoscaler, or to Kubernetes, which takes one. */
  readonly declaredReplicas: number | undefined;
  /** Replicas without an autoscaler. Default: 1 */
  readonly replicas: number;
  /**
   * What an autoscaler takes a share of, thousandths; `undefined` where a container requests none of the resource, so that it does nothing.
   *
   * @param container name of the only one that it looks at. Default: all that run as long as the pod
   * @throws PlanValueError for a quantity that Kubernetes refuses
   */
  requestToScaleOn(resource: string, container?: string): number | undefined;
}

/** The workload that a resource is; `undefined` for one that makes no pods. */
export function workloadOf(resource: Resource): Workload | undefined {
  const kind = kinds.exec(resource.type)?.[2] as WorkloadKind | undefined;
  return kind && new WorkloadOfKubernetes(resource, kind);
}

export const isWorkload = (resource: Resource): boolean => kinds.test(resource.type);

/** The workload that a resource is, for a rule that applies to workloads only. */
export function asWorkload(resource: Resource): Workload {
  const workload = workloadOf(resource);
  if (workload === undefined) throw new TypeError(`${resource.urn} makes no pods`);
  return workload;
}

/** The workloads among the resources, in their order. */
export const workloadsOf = (resources: readonly Resource[]): Workload[] =>
  resources.flatMap((resource) => workloadOf(resource) ?? []);

class WorkloadOfKubernetes implements Workload {
  readonly title: string;
  readonly id: string;
  private readonly object: KubernetesObject;
  private readonly read: Reader;

  constructor(
    readonly resource: Resource,
    readonly kind: WorkloadKind,
  ) {
    this.object = objectOf(resource);
    this.title = this.object.title;
    this.id = this.object.id;
    this.read = new Reader(this.title, resource.props);
  }

  get namespace(): string {
    return this.object.namespace;
  }

  get name(): string {
    return this.object.name;
  }

  get podLabels(): Record<string, string> {
    return this.template.object("metadata").textsByName("labels");
  }

  get podAnnotations(): Record<string, string> {
    return this.template.object("metadata").textsByName("annotations");
  }

  get podSpec(): PodSpec {
    return this.template.object("spec").properties;
  }

  get containers(): Container[] {
    return this.template.object("spec").records("containers") as Container[];
  }

  get initContainers(): Container[] {
    return this.template.object("spec").records("initContainers") as Container[];
  }

  get allContainers(): Container[] {
    return [...this.initContainers, ...this.containers];
  }

  get needsGpu(): boolean {
    return gpusAmong(this.requests).length > 0;
  }

  get declaredReplicas(): number | undefined {
    return this.read.object("spec").number("replicas");
  }

  get replicas(): number {
    return this.declaredReplicas ?? 1;
  }

  get requests(): ResourceAmounts {
    return this.counted(podRequests);
  }

  requestToScaleOn(resource: string, container?: string): number | undefined {
    return this.counted((spec) => autoscalerRequest(spec, resource, container));
  }

  /** What a rule of Kubernetes makes of the pods' requests. */
  private counted<T>(count: (spec: PodSpec) => T): T {
    const { resources, overhead } = this.podSpec;
    try {
      return count({
        containers: this.containers,
        initContainers: this.initContainers,
        ...(resources && { resources }),
        ...(overhead && { overhead }),
      });
    } catch (error) {
      if (!(error instanceof QuantityError)) throw error;
      const { property, value } = error;
      throw new PlanValueError(this.title, `${this.template.pathOf("spec")}.${property}`, value, QuantityError.allowed);
    }
  }

  /** The pod template; a Pod is its own. */
  private get template(): Reader {
    if (this.kind === "Pod") return this.read;
    const spec = this.read.object("spec");
    return (this.kind === "CronJob" ? spec.object("jobTemplate").object("spec") : spec).object("template");
  }
}
