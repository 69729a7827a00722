import type { ArgumentCheck, Rule } from "../validation";
import { integerBetween, oneOf } from "../validation";
import { someText } from "./rules";

/** What a model takes of the parameters that the app adds or bounds; what is left out stays as the app knows it. */
export interface ModelParameters {
  /** Most tokens of an answer, and what a request without a bound gets. Default: `maxTokens` of the app. */
  maxTokens?: number;
  /** Name of the bound that the model takes. Default: `either`; of OpenAI's reasoning models `max_completion_tokens`. */
  bound?: "either" | "max_tokens" | "max_completion_tokens" | "none";
  /** What a chat gets by name that does not have it; `null` unsets one. Default: the app's temperature. */
  defaults?: Record<string, unknown>;
  /** Parameters that are taken out of requests. Default: none. */
  drop?: string[];
  /** Whether a stream is asked for its tokens. Default: true. */
  usageInStreams?: boolean;
}

/** Parameters by model and, stronger, by use case. */
export interface AppParameters {
  /** By model, as a route names it. Default: none. */
  models?: Record<string, ModelParameters>;
  /** By use case. Default: none. */
  useCases?: Record<string, ModelParameters>;
}

/** Names that the app writes itself, or that carry the request; `tests/app-contract.test.ts` compares them with the app's. */
export const ownParameters: readonly string[] = [
  "messages",
  "input",
  "prompt",
  "model",
  "stream",
  "stream_options",
  "use_case",
  "max_tokens",
  "max_completion_tokens",
  "max_output_tokens",
];

const parameterName: Rule<string> = {
  allowed: `a parameter's name, and none of ${ownParameters.join(", ")}`,
  accepts: (name) => typeof name === "string" && name !== "" && !ownParameters.includes(name),
};

const flag: Rule<boolean> = { allowed: "true or false", accepts: (value) => typeof value === "boolean" };
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const table: Rule<unknown> = { allowed: "an object", accepts: isObject };
const list: Rule<unknown> = { allowed: "a list", accepts: Array.isArray };
const known = (...names: string[]): Rule<string> => ({
  allowed: `one of ${names.join(", ")}`,
  accepts: (name) => names.includes(name),
});

const tables = ["models", "useCases"] as const;
const members = ["maxTokens", "bound", "defaults", "drop", "usageInStreams"] as const;

/** Checks parameters, each under its own path (`parameters.models.gpt-5.maxTokens`): a member that is misspelt would say nothing. */
export function checkParameters(check: ArgumentCheck, parameters: AppParameters | undefined): void {
  if (parameters === undefined || !accepts(check, "parameters", parameters, table)) return;
  for (const name of Object.keys(parameters)) check.input("parameters", name, known(...tables));
  for (const kind of tables) {
    const byName = parameters[kind];
    const path = `parameters.${kind}`;
    if (byName === undefined || !accepts(check, path, byName, table)) continue;
    for (const [name, given] of Object.entries(byName)) {
      check.input(path, name, someText);
      if (accepts(check, `${path}.${name}`, given, table)) checkModel(check, `${path}.${name}`, given);
    }
  }
}

function checkModel(check: ArgumentCheck, path: string, given: ModelParameters): void {
  for (const name of Object.keys(given)) check.input(path, name, known(...members));
  const { maxTokens, bound, defaults, drop, usageInStreams } = given;
  check.optional(`${path}.maxTokens`, maxTokens, integerBetween(1, 1_000_000));
  check.optional(`${path}.bound`, bound, oneOf("either", "max_tokens", "max_completion_tokens", "none"));
  if (defaults !== undefined && accepts(check, `${path}.defaults`, defaults, table))
    for (const name of Object.keys(defaults)) check.input(`${path}.defaults`, name, parameterName);
  if (drop !== undefined && accepts(check, `${path}.drop`, drop, list)) check.each(`${path}.drop`, drop, parameterName);
  check.optional(`${path}.usageInStreams`, usageInStreams, flag);
}

/** Whether the value fits; else it is a problem. */
function accepts(check: ArgumentCheck, path: string, value: unknown, rule: Rule<unknown>): boolean {
  check.input(path, value, rule);
  return rule.accepts(value);
}

/** The bounds of answers that they set. */
export const maxTokensOf = ({ models = {}, useCases = {} }: AppParameters = {}): number[] =>
  [...Object.values(models), ...Object.values(useCases)].flatMap(({ maxTokens }) => maxTokens ?? []);
