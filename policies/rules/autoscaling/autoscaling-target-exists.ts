import { type Autoscaler, autoscalersOf, groupOf, namedObjectsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { meantInstead } from "./meant-instead";

/** Kinds of Kubernetes itself that have no count that could be scaled: `scale` is none of their subresources. */
const unscalable = new Set(["apps/DaemonSet", "batch/Job", "batch/CronJob", "/Pod"]);
const scalable = new Set(["Deployment", "StatefulSet", "ReplicaSet"]);

/**
 * A target may well stand in another stack, or come with a chart. The rule blames only an autoscaler of which the stack itself shows what was meant:
 * the same name of another kind or group, a workload that nobody scales in another namespace, or one with nearly the same name.
 */
export const autoscalingTargetExists: StackRule = {
  name: "autoscaling-target-exists",
  description: "What an autoscaler scales is there, and named as Kubernetes finds it.",
  guardsAgainst:
    "An autoscaler without its target says so in its state alone. The workload stays at one count, and the first surge finds that out.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Set scaleTargetRef to the apiVersion, kind and name of the workload, best from its own outputs, and put the autoscaler into its namespace.",
  checkStack: (resources, { violation, notApplicable, each }) => {
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    const objects = namedObjectsOf(resources);
    each(scalers, (scaler) => {
      const fault = withoutGroup(scaler) ?? withoutScale(scaler);
      if (fault !== undefined) return violation(fault, scaler.resource);
      const meant = meantInstead(scaler, { scalers, objects, resources });
      if (meant === undefined) return;
      const { kind, name, apiVersion } = scaler.target;
      const named = meant.kind === kind && meant.group !== groupOf(apiVersion ?? "") ? ` of ${apiVersion}` : "";
      const unsaid = scaler.kind === "ScaledObject" && !saysKind(scaler) ? ", for a target without a kind is one" : "";
      violation(
        `${scaler.title} scales ${kind}/${name}${named}${unsaid}: a target that namespace ${scaler.namespace} does not have. The stack has ${meant.title} (${meant.apiVersion})`,
        scaler.resource,
      );
    });
  },
};

/** The API server of 1.36 refuses a target without a group (`ValidateAPIVersion` in pkg/apis/autoscaling/validation/validation.go); KEDA takes `apps/v1` for it. */
function withoutGroup({ kind: of, title, target: { kind, name, apiVersion } }: Autoscaler): string | undefined {
  if (of === "ScaledObject" || kind === "ReplicationController" || groupOf(apiVersion ?? "") !== "") return undefined;
  const said = apiVersion === undefined ? "no apiVersion" : `the apiVersion ${apiVersion}, which has no API group`;
  const right = scalable.has(kind) ? "apps/v1" : "that of its kind, with the group";
  return `${title} has ${said} for its target ${kind}/${name}: Kubernetes refuses it. Set scaleTargetRef.apiVersion to ${right}`;
}

function withoutScale({ title, target: { kind, name, apiVersion } }: Autoscaler): string | undefined {
  if (!unscalable.has(`${groupOf(apiVersion ?? "")}/${kind}`)) return undefined;
  return `${title} has the target ${kind}/${name}, but a ${kind} has no count that could be scaled`;
}

const saysKind = ({ spec }: Autoscaler): boolean => !!(spec.scaleTargetRef as { kind?: unknown } | undefined)?.kind;
