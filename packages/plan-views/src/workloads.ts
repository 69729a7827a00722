import {
  autoscalerRequest,
  isSidecar,
  podRequests,
  QuantityError,
  type ResourceAmounts,
} from "@breakwater/kubernetes-rules";
import type { Runs } from "./pods-of-kind";
import { podSpecShape } from "./pod-fields";
import { type PodPlace, podPlacesOf } from "./pod-places";
import { type Container, gpusAmong, type PodSpec } from "./pod-template";
import { PlanValueError } from "./read";
import { kindOf, type KubernetesObject, objectOf, type Resource } from "./resource";
import { typed } from "./typed";

/** The pods that an object makes from one template. Each property is read when it is asked for. */
export interface Workload extends KubernetesObject {
  /** Of the object: `Deployment`, `ScaledJob`, `RayCluster`, `DeploymentPatch`. */
  readonly kind: string;
  /** As a message names it: *Deployment "shop/app"*; of an object with several templates also where: *RayCluster "shop/app" (spec.workerGroupSpecs[0].template)*. */
  readonly title: string;
  /** Where the pods' `spec` stands in the object: `spec.template.spec`. */
  readonly path: string;
  /** How long the pods are meant to run. */
  readonly runs: Runs;
  /** What it leaves out stands elsewhere, or is filled in by an operator, so that nothing may be called missing. */
  readonly isPatch: boolean;
  /** Of the pods. */
  readonly podLabels: Record<string, string>;
  readonly podAnnotations: Record<string, string>;
  readonly podSpec: PodSpec;
  /** The long-running containers, without sidecars. */
  readonly containers: Container[];
  /** Those that start before them, sidecars included. */
  readonly initContainers: Container[];
  /** What runs as long as the pod: the long-running containers, and the sidecars among those that start before them. */
  readonly longRunning: Container[];
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

/**
 * All pods that a resource makes, template by template: of Kubernetes' own kinds, of the custom kinds that are known, and of any other
 * what looks like a pod template. None for a resource that makes no pods. What is unknown or wrong throws when it is read.
 */
export function workloadsIn(resource: Resource): readonly Workload[] {
  const known = found.get(resource);
  if (known !== undefined) return known;
  const workloads = workloadsFoundIn(resource);
  found.set(resource, workloads);
  return workloads;
}

/** Of each resource its workloads, which forty rules ask for. */
const found = new WeakMap<Resource, readonly Workload[]>();

function workloadsFoundIn(resource: Resource): Workload[] {
  const { title } = objectOf(resource);
  const places = podPlacesOf(resource, title);
  return places.map((place) => new WorkloadOfKubernetes(resource, place, places.length > 1));
}

/** Whether a resource makes pods. */
export const isWorkload = (resource: Resource): boolean => workloadsIn(resource).length > 0;

/** The workloads among the resources, in their order. */
export const workloadsOf = (resources: readonly Resource[]): Workload[] => resources.flatMap(workloadsIn);

class WorkloadOfKubernetes implements Workload {
  readonly kind: string;
  readonly title: string;
  readonly id: string;
  readonly path: string;
  readonly runs: Runs;
  readonly isPatch: boolean;
  private readonly object: KubernetesObject;
  private checkedSpec: PodSpec | undefined;

  constructor(
    readonly resource: Resource,
    private readonly place: PodPlace,
    isOneOfSeveral: boolean,
  ) {
    this.object = objectOf(resource);
    this.kind = kindOf(resource);
    const { path, runs, isPatch } = place;
    // A template is named by its own place, without the `spec` in it.
    this.title = isOneOfSeveral ? `${this.object.title} (${path.replace(/\.spec$/, "")})` : this.object.title;
    this.id = this.object.id;
    this.path = path;
    this.runs = runs;
    this.isPatch = isPatch;
  }

  get namespace(): string {
    return this.object.namespace;
  }

  get name(): string {
    return this.object.name;
  }

  get podLabels(): Record<string, string> {
    return this.place.metadata().textsByName("labels");
  }

  get podAnnotations(): Record<string, string> {
    return this.place.metadata().textsByName("annotations");
  }

  get podSpec(): PodSpec {
    return (this.checkedSpec ??= this.typedSpec());
  }

  get containers(): Container[] {
    return this.containersIn("containers");
  }

  get initContainers(): Container[] {
    return this.containersIn("initContainers");
  }

  get longRunning(): Container[] {
    return [...this.containers, ...this.initContainers.filter(isSidecar)];
  }

  get allContainers(): Container[] {
    return [...this.initContainers, ...this.containers];
  }

  get needsGpu(): boolean {
    return gpusAmong(this.requests).length > 0;
  }

  get declaredReplicas(): number | undefined {
    return this.place.replicas();
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
      throw new PlanValueError(this.title, `${this.path}.${property}`, value, QuantityError.allowed);
    }
  }

  private typedSpec(): PodSpec {
    const { properties, subject } = this.place.spec();
    return typed(properties, podSpecShape, { subject, path: this.path }) as PodSpec;
  }

  private containersIn(list: "containers" | "initContainers"): Container[] {
    // Each by itself: one that cannot be read hides no other.
    return [...(this.podSpec[list] ?? [])];
  }
}
