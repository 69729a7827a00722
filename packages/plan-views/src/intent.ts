import type { IntentOutput, Problem } from "./intent-schema";
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

/** A plan of Defender for Cloud that a stack wants its subscription to have. */
export interface DeclaredDefenderPlan {
  /** Azure's name of it, for example `Containers`. */
  name: string;
  /** The variant, for example `PerKeyVault`; absent where the plan has only one. */
  subPlan?: string;
  /** Parts that are switched on with it. */
  extensions?: string[];
}

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

/**
 * The plans of Defender that the stack wants, its output `defenderPlans`; none where it wants none.
 *
 * @throws PlanValueError as `declaredSurge`
 */
export const declaredDefenderPlans = (resources: readonly Resource[]): readonly DeclaredDefenderPlan[] =>
  readOutput<DeclaredDefenderPlan[]>(resources, "defenderPlans") ?? [];

function readOutput<Value>(resources: readonly Resource[], name: IntentOutput): Value | undefined {
  const value = (stackResource(resources)?.props[name] as unknown) ?? undefined;
  if (value === undefined) return undefined;
  const [problem] = problemsOf(name, value);
  if (problem === undefined) return value as Value;
  const { property, allowed } = problem;
  if (property === undefined) throw new PlanValueError(`output ${name}`, "the output", value, allowed);
  throw new PlanValueError(`output ${name}`, property, (value as Record<string, unknown>)[property], allowed);
}

/** zod takes a tenth of a second to load, which only what reads an intent is to spend. */
function problemsOf(name: IntentOutput, value: unknown): Problem[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require("./intent-schema") as typeof import("./intent-schema")).problemsOf(name, value);
}
