import type { Problem } from "./intent-schema";
import { PlanValueError } from "./read";
import type { Resource } from "./resource";
import { stackResource } from "./stack";

/** The surge that a stack says it must survive: its output `surge`. */
export interface DeclaredSurge {
  /** Name of a traffic profile; absent where it is left to whoever simulates it. */
  traffic?: string;
  /** Requests/s before the surge, after its ramp, and at the sale's peak. */
  fromPerSecond: number;
  toPerSecond: number;
  peakPerSecond: number;
  /** Time from `fromPerSecond` to `toPerSecond`, minutes. */
  rampMinutes: number;
}

/** vCPUs that a stack says are granted, by VM family as it writes them: its output `quotas`. */
export type DeclaredQuotas = Readonly<Record<string, number>>;

/**
 * The surge that the stack declares; `undefined` where it declares none.
 *
 * @throws PlanValueError that names the output, the property, its value and what is allowed
 */
export const declaredSurge = (resources: readonly Resource[]): DeclaredSurge | undefined =>
  readOutput<DeclaredSurge>(resources, "surge");

/**
 * The quotas that the stack declares; none where it declares none.
 *
 * @throws PlanValueError as `declaredSurge`
 */
export const declaredQuotas = (resources: readonly Resource[]): DeclaredQuotas =>
  readOutput<DeclaredQuotas>(resources, "quotas") ?? {};

function readOutput<Value>(resources: readonly Resource[], name: "surge" | "quotas"): Value | undefined {
  const value = (stackResource(resources)?.props[name] as unknown) ?? undefined;
  if (value === undefined) return undefined;
  const [problem] = problemsOf(name, value);
  if (problem === undefined) return value as Value;
  const { property, allowed } = problem;
  if (property === undefined) throw new PlanValueError(`output ${name}`, "the output", value, allowed);
  throw new PlanValueError(`output ${name}`, property, (value as Record<string, unknown>)[property], allowed);
}

/** zod takes a tenth of a second to load, which only what reads an intent is to spend. */
function problemsOf(name: "surge" | "quotas", value: unknown): Problem[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require("./intent-schema") as typeof import("./intent-schema")).problemsOf(name, value);
}
