import { z } from "zod";

/** What a model takes of the parameters that the app adds or bounds, and what it gets where a request says nothing. */
export interface ModelParameters {
  /** Most tokens of an answer: a bound on what a request may ask, and what one without a bound gets. */
  readonly maxTokens: number;
  /**
   * Name under which a chat completion's bound is sent: `either` takes both of OpenAI's names and gets `max_tokens` where a request has none;
   * a single name is used for every bound; `none` gets no bound that the request does not have.
   */
  readonly bound: "either" | "max_tokens" | "max_completion_tokens" | "none";
  /** What a chat completion gets by name where the request does not have it, as JSON text. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Parameters that the model refuses: they are taken out of requests. */
  readonly drop: readonly string[];
  /** Whether a stream is asked for its tokens (`stream_options.include_usage`). Without, they are estimated. */
  readonly usageInStreams: boolean;
}

/** Names that the app writes itself, or that carry the request: they are no defaults, and are not dropped. */
const ownNames = [
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

const parameterName = z
  .string()
  .min(1)
  .refine((name) => !ownNames.includes(name), `any parameter but ${ownNames.join(", ")}`);

/** What the settings say of a model or a use case; what is left out stays as it is. */
const parametersSchema = z.strictObject({
  maxTokens: z.int().min(1).max(1_000_000).optional(),
  bound: z.enum(["either", "max_tokens", "max_completion_tokens", "none"]).optional(),
  /** `null` unsets a default, `temperature` included. */
  defaults: z.record(parameterName, z.json()).optional(),
  drop: z.array(parameterName).optional(),
  usageInStreams: z.boolean().optional(),
});
type GivenParameters = z.infer<typeof parametersSchema>;

/** `PARAMETERS`: by model, and stronger by use case. */
export const parameterTable = z.strictObject({
  models: z.record(z.string().min(1), parametersSchema).default({}),
  useCases: z.record(z.string().min(1), parametersSchema).default({}),
});

/**
 * OpenAI's reasoning models: o1, o3, o4-mini, gpt-5 and their dated, small and fine-tuned kin, also behind a provider's prefix (`openai/o3`).
 * They refuse `max_tokens` and any temperature but 1. gpt-5's chat models are none.
 * https://platform.openai.com/docs/guides/reasoning, https://platform.openai.com/docs/api-reference/chat/create (`max_tokens`)
 */
const reasoningModel = /(?:^|[/:.])(?:o\d+|gpt-(?:[5-9]|[1-9]\d)(?:\.\d+)?)(?!\d|-chat)(?:[-:@]|$)/i;

/**
 * gpt-4o's search models take no sampling parameters ("Model incompatible request argument supplied: temperature").
 * https://github.com/raycast/extensions/issues/18304
 */
const searchModel = /(?:^|[/:.])gpt-[\w.-]+-search-(?:preview|api)/i;

/** What is known of a model by its name. The app also learns what a model refuses; this only saves the first refusal. */
function knownOf(model: string): GivenParameters {
  if (reasoningModel.test(model)) return { bound: "max_completion_tokens", defaults: { temperature: null } };
  if (searchModel.test(model)) return { defaults: { temperature: null } };
  return {};
}

/** What `MAX_TOKENS`, `TEMPERATURE` and `PARAMETERS` say. */
export interface ParameterSettings {
  maxTokens: number;
  /** `undefined` where none is to be added. */
  temperature: number | undefined;
  table: z.infer<typeof parameterTable>;
}

/** Where an entry stands: in the route of a use case, or in that of a name by which requests ask for a model. */
export interface RouteName {
  useCase?: string;
  name?: string;
}

/**
 * Parameters of a route's entry: the settings' defaults, what is known of the model's family, what the settings say of the model, and then of the
 * route's own name or of its use case.
 */
export function parametersOf(
  settings: ParameterSettings,
  model: string,
  { useCase, name = model }: RouteName = {},
): ModelParameters {
  const { maxTokens, temperature, table } = settings;
  const defaults = new Map<string, string>();
  if (temperature !== undefined) defaults.set("temperature", String(temperature));
  let parameters: ModelParameters = { maxTokens, bound: "either", defaults, drop: [], usageInStreams: true };
  const layers = [knownOf(model), own(table.models, model)];
  if (name !== model) layers.push(own(table.models, name));
  if (useCase !== undefined) layers.push(own(table.useCases, useCase));
  for (const { defaults: given = {}, ...rest } of layers) {
    for (const [name, value] of Object.entries(given)) {
      if (value === null) defaults.delete(name);
      else defaults.set(name, JSON.stringify(value));
    }
    parameters = { ...parameters, ...rest };
  }
  return parameters;
}

const own = (table: Record<string, GivenParameters>, name: string): GivenParameters =>
  Object.hasOwn(table, name) ? table[name]! : {};
