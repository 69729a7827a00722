import { readJson } from "../files";
import { firstDifference, replay, type ReplayedSync } from "../surge/control/replay/replay";
import { readVector, type Vector } from "../surge/control/replay/vector";
import { print } from "../terminal";
import { UsageError } from "./report-error";

export interface HpaReplayOptions {
  /** The vector file. */
  file: string;
  /** Print the decisions as JSON, and nothing else, on stdout. */
  json?: boolean;
}

/** `breakwater hpa-replay FILE`: a vector through the simulator's autoscaler. Exit code 1 where it decides otherwise than recorded. */
export async function run({ file, json }: HpaReplayOptions): Promise<number> {
  const value = readJson(file, (problem) => new UsageError(`${file}: ${problem}`));
  const vector = readVector(value, file);
  const syncs = replay(vector);
  const decisions = syncs.map(({ t, desiredReplicas }) => ({ t, desiredReplicas }));
  await print(json ? `${JSON.stringify(decisions)}\n` : `${changesText(syncs)}\n${verdict(syncs, vector)}\n`);
  return firstDifference(syncs, vector) ? 1 : 0;
}

/** One line for each change of the scale. */
function changesText(syncs: readonly ReplayedSync[]): string {
  const changes = syncs.filter(({ currentReplicas, desiredReplicas }) => currentReplicas !== desiredReplicas);
  if (changes.length === 0) return "the scale never changes";
  return changes
    .map(({ t, currentReplicas, readyReplicas, desiredReplicas }) => {
      const seconds = String(t).padStart(6);
      return `${seconds} s  ${currentReplicas} → ${desiredReplicas}  (${readyReplicas} ready)`;
    })
    .join("\n");
}

function verdict(syncs: readonly ReplayedSync[], vector: Vector): string {
  if (!vector.expected) return `${syncs.length} syncs; the file records no decisions to compare with`;
  const difference = firstDifference(syncs, vector);
  if (!difference) return `${vector.expected.length} syncs, each as Kubernetes decided`;
  const { t, expected, decided } = difference;
  return `first difference at ${t} s: Kubernetes decided ${expected}, the simulator ${decided ?? "has no sync there"}`;
}
