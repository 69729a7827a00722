import { areBuilt, ensurePrograms } from "../controlplane";
import type { BuildOptions, ProgramSet } from "../controlplane";
import type { Plan } from "@breakwater/plan-views";
import { kedaBuild } from "./keda/programs";
import { metricsServerName } from "./metrics-server/metrics-server";
import { needsOf } from "./needs";
import type { Needs } from "./needs";

/** Folder of the programs of each set, or why they could not be had. */
export type Programs = ReadonlyMap<ProgramSet, string | Error>;

/** Every set of programs that an add-on may need. */
export const addonPrograms: readonly ProgramSet[] = [kedaBuild, metricsServerName];

/** The sets of programs that these needs take. */
function programsFor({ scaledObjects, resourceMetrics }: Needs): ProgramSet[] {
  return [...(scaledObjects.length > 0 ? [kedaBuild] : []), ...(resourceMetrics ? [metricsServerName] : [])];
}

/** Whether the programs that a Plan's add-ons need are there, so that `ensureAddons` takes seconds. */
export function addonsAreBuilt(plan: Plan): boolean {
  return programsFor(needsOf(plan)).every((set) => areBuilt(set));
}

/** Downloads or builds what the needs ask for, one set after the other: each build takes all cores. */
export async function buildPrograms(needs: Needs, options: BuildOptions): Promise<Programs> {
  const programs = new Map<ProgramSet, string | Error>();
  for (const set of programsFor(needs)) {
    try {
      programs.set(set, (await ensurePrograms(set, options)).folder);
    } catch (error) {
      options.signal.throwIfAborted();
      programs.set(set, error instanceof Error ? error : new Error(String(error)));
    }
  }
  return programs;
}

/**
 * Folder of a set's programs.
 *
 * @throws Error that kept them from being had
 */
export function folderOf(set: ProgramSet, programs: Programs): string {
  const folder = programs.get(set);
  if (typeof folder === "string") return folder;
  throw folder ?? new Error(`${set.title} is not there`);
}
