import { type Autoscaler, autoscalersOf, readerOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { faultsOfSpeed } from "./speeds";

export const autoscalingBoundsValid: StackRule = {
  name: "autoscaling-bounds-valid",
  description:
    "The counts and times of an autoscaler are such that it scales: idle below minimum, minimum up to maximum, cron windows within it.",
  guardsAgainst:
    "Kubernetes and KEDA refuse an autoscaler whose counts contradict each other or whose times are out of bounds, and then nothing scales. A cron window above the maximum never gets its replicas.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Raise the maximum, or lower what is above it. idleReplicaCount may be 0 or absent. Scaling to zero is KEDA's, with a trigger that is neither cpu nor memory.",
  checkStack: (resources, { violation, notApplicable, each }) => {
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    each(scalers, (scaler) => {
      const faults = scaler.kind === "ScaledObject" ? faultsOfScaledObject(scaler) : faultsOfHpa(scaler);
      each(faults, (faultOf) => {
        const fault = faultOf();
        if (fault !== undefined) violation(`${scaler.title} has ${fault}`, scaler.resource);
      });
      each([scaler], (of) => {
        for (const fault of faultsOfSpeed(of)) violation(`${of.title} has ${fault}`, of.resource);
      });
    });
  },
};

/** One thing that may be wrong with the counts: completes the sentence "It has …"; `undefined` where it is in order. */
type Fault = () => string | undefined;

/** What the API server of 1.36 refuses (`validateHorizontalPodAutoscalerSpec` in pkg/apis/autoscaling/validation/validation.go). */
const faultsOfHpa = (scaler: Autoscaler): Fault[] => [
  () => (scaler.maxReplicas < 1 ? `maxReplicas ${scaler.maxReplicas}: Kubernetes takes 1 or more` : undefined),
  () => {
    const { minReplicas: least, maxReplicas: most } = scaler;
    // Its API server has no gate that is alpha. KEDA scales to zero by itself, and gives its HPA a minimum of 1.
    if (least < 1)
      return `minReplicas ${least}: without the alpha gate HPAScaleToZero, which AKS does not have, Kubernetes takes 1 or more`;
    return most >= 1 && least > most
      ? `minReplicas ${least} above maxReplicas ${most}: Kubernetes refuses it, and nothing scales`
      : undefined;
  },
];

/** What KEDA 2.21 refuses (apis/keda/v1alpha1: `scaledobject_types.go`, its definition too, and `scaledobject_webhook.go`). */
const faultsOfScaledObject = (scaler: Autoscaler): Fault[] => [
  () => (scaler.maxReplicas < 1 ? `maxReplicaCount ${scaler.maxReplicas}: KEDA takes 1 or more` : undefined),
  () => {
    const { minReplicas: least, maxReplicas: most } = scaler;
    if (least < 0) return `minReplicaCount ${least}: KEDA takes 0 or more`;
    const said =
      "maxReplicaCount" in scaler.spec ? `maxReplicaCount ${most}` : `maxReplicaCount ${most}, KEDA's default`;
    return most >= 1 && least > most
      ? `minReplicaCount ${least} above ${said}: KEDA refuses it, and nothing scales`
      : undefined;
  },
  () => idleFault(scaler),
  ...Object.entries({ pollingInterval: 1, cooldownPeriod: 0, initialCooldownPeriod: 0 }).map(([name, least]) => () => {
    const seconds = readerOf(scaler).object("spec").number(name);
    return seconds !== undefined && seconds < least ? `${name} ${seconds}: KEDA takes ${least} or more` : undefined;
  }),
  () => scaleToZeroFault(scaler),
  ...(scalesByFormula(scaler) ? [] : scaler.triggers.map((trigger) => () => cronFault(scaler, trigger))),
];

function idleFault(scaler: Autoscaler): string | undefined {
  const { idleReplicas: idle, minReplicas: least } = scaler;
  if (idle === undefined) return undefined;
  if (idle < 0) return `idleReplicaCount ${idle}: KEDA takes 0`;
  // KEDA counts a minimum that is written as 0 as one of 1 here, one that is not written as 0 (`CheckReplicaCountBoundsAreValid`).
  const written = readerOf(scaler).object("spec").number("minReplicaCount");
  const bound = written === undefined ? 0 : Math.max(written, 1);
  if (idle >= bound)
    return `idleReplicaCount ${idle}, not below its minReplicaCount ${least}: KEDA refuses it, and nothing scales`;
  // https://keda.sh/docs/latest/reference/scaledobject-spec/#idlereplicacount and kedacore/keda#2314
  return idle > 0
    ? `idleReplicaCount ${idle}: KEDA supports 0 alone, for the HPA goes back to its minimum of ${least} at once`
    : undefined;
}

/** CPU and memory are active as long as there is a pod: by them nothing comes down to none. KEDA looks at these two kinds. */
function scaleToZeroFault(scaler: Autoscaler): string | undefined {
  const { triggers, minReplicas, target } = scaler;
  if (minReplicas !== 0 || !["Deployment", "StatefulSet"].includes(target.kind) || triggers.length === 0)
    return undefined;
  return triggers.every(({ type }) => type === "cpu" || type === "memory")
    ? "minReplicaCount 0 and no trigger but cpu and memory, by which nothing scales to zero: KEDA refuses it"
    : undefined;
}

/** With a formula a trigger's value is part of a sum, and no count. */
const scalesByFormula = (scaler: Autoscaler): boolean =>
  !!readerOf(scaler).object("spec").object("advanced").object("scalingModifiers").text("formula");

function cronFault(
  { maxReplicas }: Autoscaler,
  { type, metadata }: Autoscaler["triggers"][number],
): string | undefined {
  if (type !== "cron") return undefined;
  const desired = Number(metadata["desiredReplicas"]);
  return desired > maxReplicas
    ? `a cron trigger whose desiredReplicas ${desired} is above its maxReplicaCount ${maxReplicas}: it never gets them`
    : undefined;
}
