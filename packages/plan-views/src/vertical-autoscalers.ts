import type { Reader } from "./read";
import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "./resource";
import { readScaleTarget, type ScaleTarget } from "./scale-target";

/** When a VerticalPodAutoscaler changes what pods request. */
type UpdateMode = "Off" | "Initial" | "Recreate" | "Auto" | "InPlaceOrRecreate" | "InPlace";
const modes: readonly UpdateMode[] = ["Off", "Initial", "Recreate", "Auto", "InPlaceOrRecreate", "InPlace"];

/** A VerticalPodAutoscaler (VPA), which changes what pods request. Each property is read when it is asked for. */
export interface VerticalAutoscaler extends KubernetesObject {
  /** Whose pods it is about. */
  readonly target: ScaleTarget;
  /** Default: Recreate (`GetUpdateMode` of VPA 1.8, vertical-pod-autoscaler/pkg/utils/vpa/api.go). */
  readonly updateMode: UpdateMode;
  /** Whether it changes requests of pods that run: neither Off, which recommends only, nor Initial, which is for new pods. */
  readonly changesRunningPods: boolean;
  /**
   * Whether it sets what a container requests of a resource: by the container's own policy, else by that of `*`, else it does, of CPU and memory
   * both (`GetContainerResourcePolicy` in the same file).
   *
   * @param container name of it; `undefined`: any container of a pod of which nothing is known
   */
  controls(resource: string, container: string | undefined): boolean;
}

/** The VerticalPodAutoscalers among the resources, in their order. */
export const verticalAutoscalersOf = (resources: readonly Resource[]): VerticalAutoscaler[] =>
  objectsOf(resources, "kubernetes:autoscaling.k8s.io:VerticalPodAutoscaler").map((object) => {
    const spec = () => readerOf(object).object("spec");
    return viewOf(object, {
      get target() {
        return readScaleTarget(spec().object("targetRef"));
      },
      get updateMode() {
        return modeIn(spec());
      },
      get changesRunningPods() {
        return !["Off", "Initial"].includes(modeIn(spec()));
      },
      controls: (resource: string, container: string | undefined) => {
        const policies = spec().object("resourcePolicy").objects("containerPolicies");
        const ofAll = policies.find((policy) => policy.text("containerName") === "*");
        if (container !== undefined) {
          return sets(policies.find((policy) => policy.text("containerName") === container) ?? ofAll, resource);
        }
        return sets(ofAll, resource) || policies.some((policy) => sets(policy, resource));
      },
    });
  });

function modeIn(spec: Reader): UpdateMode {
  const policy = spec.object("updatePolicy");
  const said = policy.text("updateMode") || "Recreate";
  const mode = modes.find((known) => known === said);
  if (mode === undefined) throw policy.wrong("updateMode", `one of ${modes.join(", ")}`);
  return mode;
}

/** Whether containers with this policy get their request of a resource from the VPA. */
function sets(policy: Reader | undefined, resource: string): boolean {
  if (policy === undefined) return true;
  if (policy.text("mode") === "Off") return false;
  // An empty list controls nothing; one that is absent both.
  return policy.any("controlledResources") === undefined || policy.texts("controlledResources").includes(resource);
}
