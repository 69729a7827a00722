import type { Comparison } from "./compare";
import type { Recording } from "./recording";

/** Columns of both tables, as docs/surge-fidelity.md has them. */
const head = [
  "workload",
  "syncs",
  "other replicas",
  "other reasons",
  "steps, real and alone",
  "same steps",
  "farthest apart",
  "apart for",
  "a step later by",
];

function row({ id, syncs, sameReplicas, sameReasons, alone }: Comparison): string[] {
  const { realSteps, simulatedSteps, pairs, largestDifference, secondsApart } = alone;
  const offsets = pairs.map(({ offset }) => offset);
  return [
    id,
    String(syncs),
    String(syncs - sameReplicas),
    String(syncs - sameReasons),
    `${realSteps}, ${simulatedSteps}`,
    String(pairs.length),
    `${largestDifference} pods`,
    `${secondsApart.toFixed(1)} s`,
    offsets.length === 0 ? "-" : `${signed(Math.min(...offsets))} to ${signed(Math.max(...offsets))} s`,
  ];
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;

/** For a terminal. */
export function textTable(comparisons: readonly Comparison[]): string {
  const lines = [head, ...comparisons.map(row)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** What is said under a table: every difference, and how often the real controller came. */
export function remarks(comparisons: readonly Comparison[]): string[] {
  return comparisons.flatMap(({ id, syncSeconds, differences, alone }) => [
    `${id}: a sync every ${syncSeconds.mean.toFixed(2)} s on average, ${syncSeconds.longest.toFixed(1)} s at most.`,
    ...differences.map(({ t, real, simulated }) => {
      const replicas = `${real.currentReplicas} → ${real.desiredReplicas}`;
      return `${id} at ${t.toFixed(1)} s: ${replicas} (${real.reasons}), the simulator → ${simulated.desiredReplicas} (${simulated.reasons}).`;
    }),
    ...(alone.pairs.length < Math.max(alone.realSteps, alone.simulatedSteps)
      ? [
          `${id}: alone, ${alone.realSteps - alone.pairs.length} real and ${alone.simulatedSteps - alone.pairs.length} simulated steps have no counterpart.`,
        ]
      : []),
  ]);
}

/** The page that is written beside the JSON. */
export function markdown(recording: Recording, comparisons: readonly Comparison[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const steps = comparisons.flatMap(({ id, alone }) =>
    alone.pairs.map(({ t, from, to, offset }) => line([id, t.toFixed(1), `${from} → ${to}`, signed(offset)])),
  );
  return [
    "# The simulator's autoscalers beside the real ones",
    "",
    `${new Date(recording.epoch * 1000).toISOString()}, ${(recording.seconds / 60).toFixed(1)} minutes, Kubernetes ${recording.kubernetes}, stack ${recording.stack}.`,
    "",
    line(head),
    line(head.map(() => "---")),
    ...comparisons.map((comparison) => line(row(comparison))),
    "",
    ...remarks(comparisons).map((remark) => `- ${remark}`),
    "",
    line(["workload", "second", "step", "alone later by, s"]),
    line(["---", "---", "---", "---"]),
    ...steps,
    "",
  ].join("\n");
}
