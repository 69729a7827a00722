import * as path from "node:path";
import { readJsonFile, writeFileAtomically } from "../../files";
import type { AddonsFolder } from "../daemons/addons-folder";

/** Values of metrics by name, with labels as Prometheus writes them: `queue_depth{pod="a"}`. */
export type Samples = Record<string, number>;

export function samplesFile({ root }: AddonsFolder): string {
  return path.join(root, "metrics.json");
}

export function readSamples(file: string): Samples {
  return (readJsonFile(file) ?? {}) as Samples;
}

export function writeSamples(file: string, samples: Samples): void {
  writeFileAtomically(file, JSON.stringify(samples, null, 2));
}

/**
 * Samples with further values. A metric that is named without labels is set in all of its series that are there: whoever puts
 * load on need not know what labels a query demands.
 */
export function withValues(samples: Samples, values: Samples): Samples {
  const set = Object.entries(values).flatMap(([series, value]) => {
    const same = Object.keys(samples).filter((key) => key.startsWith(`${series}{`));
    return (same.length > 0 ? same : [series]).map((name) => [name, value] as const);
  });
  return { ...samples, ...Object.fromEntries(set) };
}

/** The samples in Prometheus' text format, series of one metric together. */
export function exposition(samples: Samples): string {
  return Object.entries(samples)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([series, value]) => `${series} ${value}\n`)
    .join("");
}
