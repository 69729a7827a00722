import type { CallBody, ChatRequest, Endpoint } from "../engine";
import { type MemberChange, spliceMembers } from "../json";
import type { ModelParameters, RouteEntry } from "../settings";

/** A request's JSON for a backend, and what the app has added to it. */
export interface WrittenBody {
  json: Buffer;
  /** Names of members that the client did not write. */
  added: readonly string[];
}

/** The request's JSON as its client wrote it, or as it is written here for a caller that has none. */
export function jsonOf(request: ChatRequest): Buffer {
  request.json ??= Buffer.from(JSON.stringify(request.body));
  return request.json;
}

const nothing: ReadonlySet<string> = new Set();

/** How a call of OpenAI's is written: https://platform.openai.com/docs/api-reference */
interface CallShape {
  /** Names of the bound of its answer. */
  bounds: readonly string[];
  /** Whether its stream tells its tokens only when asked to. */
  asksForUsage: boolean;
  /** Whether it gets the model's defaults: they are a chat's. */
  hasDefaults: boolean;
}

const shapes: Readonly<Record<Endpoint, CallShape>> = {
  "chat/completions": { bounds: ["max_tokens", "max_completion_tokens"], asksForUsage: true, hasDefaults: true },
  completions: { bounds: ["max_tokens"], asksForUsage: true, hasDefaults: false },
  embeddings: { bounds: [], asksForUsage: false, hasDefaults: false },
  responses: { bounds: ["max_output_tokens"], asksForUsage: false, hasDefaults: false },
};

/**
 * The JSON for a route's entry: as it came, to the byte, but for the route's model, what the model's parameters say and what only concerns this
 * app.
 *
 * @param without names that are not added: the model has refused them
 */
export function writeBody(
  request: ChatRequest,
  { model, parameters }: RouteEntry,
  streamed: boolean,
  without: ReadonlySet<string> = nothing,
): WrittenBody {
  const { body, endpoint = "chat/completions" } = request;
  const { bounds, asksForUsage, hasDefaults } = shapes[endpoint];
  const added: string[] = [];
  const changes = new Map<string, MemberChange>([
    ["model", JSON.stringify(model)],
    // Ours, and no backend's.
    ["use_case", undefined],
  ]);
  if (streamed) changes.set("stream", "true");
  // Only where the way in cannot stream what its body asks to be streamed.
  else if (body.stream === true && asksForUsage) changes.set("stream", undefined).set("stream_options", undefined);
  if (parameters !== undefined) {
    if (streamed && asksForUsage && parameters.usageInStreams && !without.has("stream_options")) {
      // Without it a stream says nothing about its tokens; the accounts need them (the event is taken out again).
      changes.set("stream_options", withUsage);
      if (isUnset(body.stream_options)) added.push("stream_options");
    }
    boundTokens(body, bounds, parameters, without, changes, added);
    if (hasDefaults) addDefaults(body, parameters, without, changes, added);
    for (const name of parameters.drop) changes.set(name, undefined);
  }
  return { json: spliceMembers(jsonOf(request), changes), added };
}

function addDefaults(
  body: CallBody,
  { defaults }: ModelParameters,
  without: ReadonlySet<string>,
  changes: Map<string, MemberChange>,
  added: string[],
): void {
  for (const [name, value] of defaults) {
    // The two set the same thing, and Anthropic's models refuse them together.
    const isSet = !isUnset(body[name]) || (name === "temperature" && !isUnset(body.top_p));
    if (isSet || without.has(name)) continue;
    changes.set(name, value);
    added.push(name);
  }
}

/**
 * OpenAI has two names for the bound of an answer. What a request asks under either is bounded, and goes under the name that the model takes; a
 * request without any gets one.
 */
function boundTokens(
  body: CallBody,
  names: readonly string[],
  { bound, maxTokens }: ModelParameters,
  without: ReadonlySet<string>,
  changes: Map<string, MemberChange>,
  added: string[],
): void {
  // Only a chat's bound has two names to choose from.
  const takes = (name: string): boolean =>
    (bound === "either" || bound === name || (names.length === 1 && bound !== "none")) && !without.has(name);
  const taken = names.find(takes);
  let isAsked = false;
  for (const name of names) {
    const asked = body[name];
    if (typeof asked !== "number") continue;
    isAsked = true;
    if (taken === undefined || takes(name)) {
      if (asked > maxTokens) changes.set(name, String(maxTokens));
    } else {
      changes.set(name, undefined);
      if (isUnset(body[taken])) changes.set(taken, String(Math.min(asked, maxTokens)));
    }
  }
  if (isAsked || taken === undefined) return;
  changes.set(taken, String(maxTokens));
  added.push(taken);
}

const includeUsage: ReadonlyMap<string, MemberChange> = new Map([["include_usage", "true"]]);

/** A stream's options with the one that the accounts need. What is no object is the client's mistake, and the provider's to refuse. */
const withUsage: MemberChange = (had) => {
  if (had === undefined || had.equals(nullText)) return '{"include_usage":true}';
  return had[0] === openBrace ? spliceMembers(had, includeUsage) : had;
};

const openBrace = 0x7b;
const nullText = Buffer.from("null");

/** OpenAI's clients write `null` for what they leave out. */
const isUnset = (value: unknown): boolean => value === undefined || value === null;

/**
 * The bound that a request sets on its answer, tokens, by one of OpenAI's names; `undefined` where it sets none. The highest where it sets several: which
 * of them counts, the model's server decides.
 */
export function maxTokensOf(body: CallBody): number | undefined {
  const highest = Math.max(
    numberOf(body.max_completion_tokens),
    numberOf(body.max_tokens),
    numberOf(body.max_output_tokens),
  );
  return highest > 0 ? highest : undefined;
}

const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

/** Most tokens that an answer of the route's entry may have: what the request asks, at most the model's own; `undefined` where nothing bounds it. */
export function boundOf(body: CallBody, { parameters }: RouteEntry): number | undefined {
  const asked = maxTokensOf(body);
  if (parameters === undefined || (asked === undefined && parameters.bound === "none")) return asked;
  return Math.min(asked ?? Infinity, parameters.maxTokens);
}

/**
 * Whether the model may think before its first words, and in silence: a request that asks for it in OpenAI's, OpenRouter's or Anthropic's words, or
 * a model that is known to think, which takes its bound as `max_completion_tokens` (https://platform.openai.com/docs/guides/reasoning).
 */
export function mayThink(body: CallBody, { parameters }: RouteEntry): boolean {
  return (
    parameters?.bound === "max_completion_tokens" ||
    !isUnset(body.reasoning_effort) ||
    !isUnset(body.reasoning) ||
    !isUnset(body.thinking)
  );
}
