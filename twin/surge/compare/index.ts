import type { SurgeModel } from "../model";
import { declaredOnCpu, startingPointOnCpu } from "./cpu";
import { startingPoint } from "./starting-point";

/** A configuration beside the declared one, made from it. */
export interface Comparison {
  /** In words, for a report. */
  title: string;
  of(model: SurgeModel): SurgeModel;
}

/** What `--compare` can name. */
export const comparisons = {
  fixed: { title: "the starting point: three fixed pods", of: startingPoint },
  cpu: { title: "the starting point with an HPA on CPU", of: startingPointOnCpu },
  "declared-cpu": { title: "this stack with HPAs on CPU only", of: declaredOnCpu },
} as const satisfies Record<string, Comparison>;

/** Name of a comparison. */
export type ComparisonName = keyof typeof comparisons;
