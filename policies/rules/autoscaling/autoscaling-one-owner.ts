import { type Autoscaler, autoscalersOf, readerOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { samePods } from "./same-pods";
import { grouped } from "./room";
import { targetKey } from "./target-key";

export const autoscalingOneOwner: StackRule = {
  name: "autoscaling-one-owner",
  description: "One autoscaler owns a workload and its pods.",
  guardsAgainst:
    "Two HPAs, or an HPA and a ScaledObject (which makes an HPA of its own), undo each other's decisions. Where their workloads select each other's pods, Kubernetes scales neither (`AmbiguousSelector`).",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Keep one autoscaler and move the metrics of the other into it: a ScaledObject takes triggers on CPU and memory too, and takes an HPA over that it names (scaledobject.keda.sh/transfer-hpa-ownership). Give each workload a selector that selects its own pods alone.",
  checkStack: (resources, { violation, notApplicable, gather, each }) => {
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    const aimed = gather(scalers, (scaler) => [{ scaler, target: targetKey(scaler), rank: rankOf(scaler) }]);
    each(grouped(aimed, ({ target }) => target).values(), (together) => {
      const [owner, ...intruders] = [...together].sort((a, b) => a.rank - b.rank).map(({ scaler }) => scaler);
      for (const scaler of intruders) {
        if (takesOver(scaler, owner!) || takesOver(owner!, scaler)) continue;
        const { kind, name } = scaler.target;
        violation(`${scaler.title} scales ${kind}/${name}, which ${owner!.title} scales already`, scaler.resource);
      }
    });
    // KEDA refuses a ScaledObject whose HPA another one has already (`verifyScaledObjects` in the same file as below).
    const named = gather(aimed, ({ scaler, target }) =>
      scaler.kind === "ScaledObject" ? [{ scaler, target, hpa: `${scaler.namespace}/${scaler.hpaName}` }] : [],
    );
    each(grouped(named, ({ hpa }) => hpa).values(), ([first, ...others]) => {
      for (const { scaler } of others.filter(({ target }) => target !== first!.target)) {
        violation(
          `${scaler.title} makes an HPA of the name ${scaler.hpaName}, which ${first!.scaler.title} makes already`,
          scaler.resource,
        );
      }
    });
    each(samePods(aimed, resources, gather), ({ scaler, other }) => {
      const { kind, name } = scaler.target;
      violation(
        `${scaler.title} scales ${kind}/${name}, which shares pods with ${other.target.kind}/${other.target.name} by their selectors: Kubernetes then scales neither, for ${other.title} has them too`,
        scaler.resource,
      );
    });
  },
};

/** Whether a ScaledObject makes an HPA its own, which must be named in it (`verifyHpas` of KEDA 2.21, apis/keda/v1alpha1/scaledobject_webhook.go). */
function takesOver(scaler: Autoscaler, hpa: Autoscaler): boolean {
  if (scaler.kind !== "ScaledObject" || hpa.kind !== "HorizontalPodAutoscaler" || scaler.hpaName !== hpa.name)
    return false;
  const annotations = readerOf(scaler).object("metadata").object("annotations");
  return annotations.text("scaledobject.keda.sh/transfer-hpa-ownership") === "true";
}

/**
 * Who of several is taken for the owner, the least first, in whatever order they were registered: the one that is named as its workload, then a
 * ScaledObject, which can take in what an HPA looks at. Those that are alike stay in the order of their URNs.
 */
const rankOf = ({ kind, name, target }: Autoscaler): number =>
  (name === target.name ? 0 : 2) + (kind === "ScaledObject" ? 0 : 1);
