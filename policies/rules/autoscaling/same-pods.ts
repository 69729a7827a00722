import { type Autoscaler, findKnown, type Resource, workloadsOf } from "@breakwater/plan-views";
import type { Judging, NoSettings } from "../../rule";
import { selectsPodsOf } from "./selected-pods";

/** Two autoscalers of which the workloads select pods of each other. */
interface Sharing {
  scaler: Autoscaler;
  other: Autoscaler;
}

/**
 * Autoscalers of different workloads of one namespace, of which a workload's selector selects the pods of the other's too: the HPA controller
 * scales none of them (`hpasControllingPodsUnderSelector` of Kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go).
 *
 * @param aimed autoscalers, each with what it scales, in one text
 */
export function samePods(
  aimed: readonly { scaler: Autoscaler; target: string }[],
  resources: readonly Resource[],
  gather: Judging<NoSettings>["gather"],
): Sharing[] {
  if (new Set(aimed.map(({ target }) => target)).size < 2) return [];
  const workloads = workloadsOf(resources);
  const scaled = gather(aimed, ({ scaler, target }) => {
    const workload = findKnown(workloads, (candidate) => scaler.targets(candidate));
    return workload === undefined ? [] : [{ scaler, target, workload }];
  });
  return gather(scaled, ({ scaler, target, workload }) => {
    const earlier = scaled.slice(
      0,
      scaled.findIndex((each) => each.scaler === scaler),
    );
    const other = findKnown(
      earlier,
      (each) =>
        each.target !== target &&
        each.workload.namespace === workload.namespace &&
        (selectsPodsOf(each.workload, workload) || selectsPodsOf(workload, each.workload)),
    );
    return other === undefined ? [] : [{ scaler, other: other.scaler }];
  });
}
