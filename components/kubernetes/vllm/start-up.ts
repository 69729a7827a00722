import { startupBudgetSeconds } from "../probe-budgets";
import type { Probe } from "../probes";

/** How weights come to the GPU: downloaded from Hugging Face and then loaded, or streamed from Blob Storage. */
export type LoadPath = "hub" | "blobStream";

/** What a start-up is made of. */
export interface StartUp {
  /** Size of the weights, GB. */
  weightsGb: number;
  loadPath: LoadPath;
  /** Whether kernels that an earlier pod compiled are there. */
  compileCache: boolean;
}

/** GB/s from where the weights lie to an A100: 29 GB in 187 s, streamed in 10 s (AKS blog, July 2026). */
const gbPerSecond: Readonly<Record<LoadPath, number>> = { hub: 29 / 187, blobStream: 29 / 10 };

/** From loaded weights to the first answer, seconds: compiling, graphs, warm-up (llm-d-autoscaling#1433). */
const compileSeconds = { cold: 110, cached: 52 } as const;

/** Pull and start of vLLM's image on a node that has not had it, seconds; 11 s on a prepared one (Azure/AKS#5934). */
export const imageSeconds = 97;

/**
 * Usual time from the container's start to the first answer, seconds:
 *
 *     weightsGb / gbPerSecond[loadPath] + compileSeconds
 *
 * For 29.5 GB: 301 s from Hugging Face, 121 s streamed, 63 s streamed with what was compiled before.
 */
export const modelLoadSeconds = ({ weightsGb, loadPath, compileCache }: StartUp): number =>
  Math.ceil(weightsGb / gbPerSecond[loadPath] + compileSeconds[compileCache ? "cached" : "cold"]);

/** Longest time that a new pod may take on its node, seconds: image, then the whole budget of its start-up probe. */
export const longestStartSeconds = (startup: Probe): number => imageSeconds + startupBudgetSeconds(startup);
