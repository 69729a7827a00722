import { type Autoscaler, readerOf } from "@breakwater/plan-views";

/** What of an object is read, as views do it. */
type Reader = ReturnType<typeof readerOf>;

/** Longest window over which recommendations count, and longest period of a policy, seconds. */
const longest = { window: 3600, period: 1800 };

/**
 * What Kubernetes 1.36 refuses of how fast a count may change (`validateScalingRules` in pkg/apis/autoscaling/validation/validation.go); KEDA passes it
 * on to the HPA that it makes. Each completes the sentence "It has …".
 */
export function faultsOfSpeed(scaler: Autoscaler): string[] {
  const spec = readerOf(scaler).object("spec");
  const config =
    scaler.kind === "ScaledObject" ? spec.object("advanced").object("horizontalPodAutoscalerConfig") : spec;
  const behavior = config.object("behavior");
  return ["scaleUp", "scaleDown"].flatMap((direction) =>
    behavior.record(direction) === undefined
      ? []
      : faultsOfRules(behavior.object(direction)).map((fault) => `behavior.${direction}.${fault}`),
  );
}

function faultsOfRules(rules: Reader): string[] {
  const faults: string[] = [];
  const window = rules.number("stabilizationWindowSeconds");
  if (window !== undefined && (window < 0 || window > longest.window))
    faults.push(`stabilizationWindowSeconds ${window}: Kubernetes takes 0 to ${longest.window}`);
  const select = rules.text("selectPolicy");
  if (select !== undefined && !["Max", "Min", "Disabled"].includes(select))
    faults.push(`selectPolicy ${select}: Kubernetes takes Max, Min or Disabled`);
  const policies = rules.objects("policies");
  if (rules.any("policies") !== undefined && policies.length === 0)
    faults.push("policies without a policy: Kubernetes takes one or more");
  policies.forEach((policy, at) => faults.push(...faultsOfPolicy(policy).map((fault) => `policies[${at}].${fault}`)));
  return faults;
}

function faultsOfPolicy(policy: Reader): string[] {
  const faults: string[] = [];
  const [type, value = 0, period = 0] = [policy.text("type"), policy.number("value"), policy.number("periodSeconds")];
  if (type !== "Pods" && type !== "Percent") faults.push(`type ${type ?? "absent"}: Kubernetes takes Pods or Percent`);
  if (value <= 0) faults.push(`value ${value}: Kubernetes takes 1 or more`);
  if (period <= 0 || period > longest.period)
    faults.push(`periodSeconds ${period}: Kubernetes takes 1 to ${longest.period}`);
  return faults;
}
