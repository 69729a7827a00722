import { controlPlane } from "../../controlplane";
import type { BuildOptions, ProgramSet } from "../../controlplane";
import type { Plan } from "@breakwater/plan-views";
import { kedaBuild } from "../keda/programs";
import { metricsServerName } from "../metrics-server/metrics-server";
import { needsOf } from "../needs";
import type { Needs } from "../needs";
import { prometheusBuild, prometheusSource } from "../prometheus/programs";
import { redisSource } from "../redis/programs";
import { sourceOfSet } from "./program-source";
import type { ProgramSource } from "./program-source";

/** Every set of programs that an add-on may need. */
export const programSets: readonly ProgramSet[] = [kedaBuild, metricsServerName, prometheusBuild];

export const kedaSource = sourceOfSet(kedaBuild);
export const metricsServerSource = sourceOfSet(metricsServerName);

/** Where the programs of these needs come from; what takes seconds first, then KEDA, without which nothing scales. */
export function sourcesFor({ scaledObjects, resourceMetrics, endpoints }: Needs): ProgramSource<unknown>[] {
  const asks = (kind: "redis" | "prometheus") => endpoints.some((endpoint) => endpoint.kind === kind);
  return [
    ...(asks("redis") ? [redisSource] : []),
    ...(scaledObjects.length > 0 ? [kedaSource] : []),
    ...(resourceMetrics ? [metricsServerSource] : []),
    ...(asks("prometheus") ? [prometheusSource] : []),
  ];
}

/** Programs that a stack's twin runs. */
export interface TwinPrograms {
  /** `KEDA`. */
  title: string;
  /** Whether they are on this machine; else what brings them. */
  from: "here" | ProgramSource<unknown>["from"];
  /** Why they cannot be had, and what mends it. */
  lack?: string;
}

/** The programs of a Plan's add-ons, in the order in which they come, and where from. */
export function addonPrograms(plan: Plan, signal: AbortSignal): Promise<TwinPrograms[]> {
  return Promise.all(sourcesFor(needsOf(plan)).map((source) => originOf(source, signal)));
}

/** The same with the control plane. */
export async function twinPrograms(plan: Plan, signal: AbortSignal): Promise<TwinPrograms[]> {
  return [await originOf(sourceOfSet(controlPlane), signal), ...(await addonPrograms(plan, signal))];
}

async function originOf(source: ProgramSource<unknown>, signal: AbortSignal): Promise<TwinPrograms> {
  const { title, from } = source;
  try {
    if (await source.isThere(signal)) return { title, from: "here" };
    const lack = source.lack?.();
    return { title, from, ...(lack !== undefined && { lack }) };
  } catch (error) {
    signal.throwIfAborted();
    return { title, from, lack: error instanceof Error ? error.message : String(error) };
  }
}

/** A program that is named wrongly counts as there: to obtain it fails at once, and says so. */
function isThere(source: ProgramSource<unknown>, signal: AbortSignal): Promise<boolean> {
  return source.isThere(signal).catch(() => true);
}

/** Programs that are being obtained, each of which can be used as soon as it is there. */
export class Programs {
  private readonly obtained = new Map<ProgramSource<unknown>, Promise<unknown>>();

  /**
   * Begins to obtain what these sources give. What is on this machine is there at once; the rest comes one after the other, because a build takes
   * all cores.
   *
   * @param after what the first that is not there waits for; where it fails, none is obtained
   */
  constructor(sources: readonly ProgramSource<unknown>[], options: BuildOptions, after: Promise<unknown>) {
    let before = after;
    for (const source of sources) {
      const turn = before;
      const obtaining = isThere(source, options.signal).then(async (there) => {
        if (!there) await turn;
        return source.obtain(options);
      });
      this.obtained.set(source, obtaining);
      before = turn.then(() => Promise.allSettled([obtaining]));
      // Whoever needs the program asks for it later, and is told then.
      for (const promise of [obtaining, before]) promise.catch(() => undefined);
    }
  }

  /**
   * What a source gives.
   *
   * @throws ControlPlaneError that kept it from being obtained
   */
  async of<T>(source: ProgramSource<T>): Promise<T> {
    const obtaining = this.obtained.get(source);
    if (obtaining === undefined) throw new Error(`nobody asked for ${source.title}`);
    return (await obtaining) as T;
  }
}
