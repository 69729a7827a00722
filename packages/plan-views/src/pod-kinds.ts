import { customPodKinds } from "./custom-pod-kinds";
import { always, onEveryNode, type PodsOfKind, toCompletion } from "./pods-of-kind";

const apps = {
  Deployment: always("spec.template"),
  StatefulSet: always("spec.template"),
  ReplicaSet: always("spec.template"),
  DaemonSet: onEveryNode("spec.template"),
};

/** Kubernetes' own kinds. Each makes pods, whatever it says: none of them may be without a template. */
const builtIn: Readonly<Record<string, Readonly<Record<string, PodsOfKind[]>>>> = {
  apps,
  extensions: apps,
  batch: {
    Job: toCompletion("spec.template"),
    CronJob: toCompletion("spec.jobTemplate.spec.template"),
  },
  core: {
    Pod: always(""),
    ReplicationController: always("spec.template"),
    PodTemplate: [{ path: "template", runs: "unknown" }],
  },
};

/** Groups of Kubernetes itself, and of what stands in an object that looks like pods and is none: rules about them, charts, files. */
const withoutPods = new Set([
  "apiextensions.k8s.io",
  "admissionregistration.k8s.io",
  "constraints.gatekeeper.sh",
  "helm.sh",
  "kustomize",
  "kyverno.io",
  "mutations.gatekeeper.sh",
  "policies.kyverno.io",
  "templates.gatekeeper.sh",
  "yaml",
]);

/** What is known of a type token's pods. */
export interface KnownPods {
  /** The object itself completes another one: `kubernetes:apps/v1:DeploymentPatch`. */
  isPatch: boolean;
  /** Kubernetes' own, which makes pods whatever it says. */
  isBuiltIn: boolean;
  /** `undefined`: the kind is not known, and its pods must be found by their shape. */
  pods: readonly PodsOfKind[] | undefined;
}

/** What is known of the pods that a resource of this type makes; `undefined` for a type that makes none. */
export function knownPodsOf(type: string): KnownPods | undefined {
  const [pkg, apiVersion = "", token = ""] = type.split(":");
  if (pkg !== "kubernetes") return undefined;
  const group = apiVersion.split("/")[0]!;
  const kind = token.replace(/Patch$/, "");
  const isPatch = kind !== token;
  const own = builtIn[group]?.[kind];
  if (own !== undefined) return { isPatch, isBuiltIn: true, pods: own };
  // Groups of Kubernetes itself have no dot or are listed; those of custom kinds have one.
  if (!group.includes(".") || withoutPods.has(group)) return undefined;
  return { isPatch, isBuiltIn: false, pods: customPodKinds[group]?.[kind] };
}
