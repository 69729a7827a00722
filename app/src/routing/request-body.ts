import type { ChatBody, ChatRequest } from "../engine";
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
  const { body } = request;
  const added: string[] = [];
  const changes = new Map<string, MemberChange>([
    ["model", JSON.stringify(model)],
    // Ours, and no backend's.
    ["use_case", undefined],
    ["stream", streamed ? "true" : undefined],
  ]);
  if (!streamed) changes.set("stream_options", undefined);
  if (parameters !== undefined) {
    if (streamed && parameters.usageInStreams && !without.has("stream_options")) {
      // Without it a stream says nothing about its tokens; the accounts need them (the event is taken out again).
      changes.set("stream_options", withUsage);
      if (!isObject(body.stream_options)) added.push("stream_options");
    }
    boundTokens(body, parameters, without, changes, added);
    for (const [name, value] of parameters.defaults) {
      if (!isUnset(body[name]) || without.has(name) || (name === "temperature" && !isUnset(body.top_p))) continue;
      changes.set(name, value);
      added.push(name);
    }
    for (const name of parameters.drop) changes.set(name, undefined);
  }
  return { json: spliceMembers(jsonOf(request), changes), added };
}

const boundNames = ["max_tokens", "max_completion_tokens"] as const;

/**
 * OpenAI has two names for the bound of an answer. What a request asks under either is bounded, and goes under the name that the model takes; a
 * request without any gets one.
 */
function boundTokens(
  body: ChatBody,
  { bound, maxTokens }: ModelParameters,
  without: ReadonlySet<string>,
  changes: Map<string, MemberChange>,
  added: string[],
): void {
  const takes = (name: (typeof boundNames)[number]): boolean =>
    (bound === "either" || bound === name) && !without.has(name);
  const taken = boundNames.find(takes);
  let isAsked = false;
  for (const name of boundNames) {
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

/** A stream's options with the one that the accounts need. */
const withUsage: MemberChange = (had) => spliceMembers(had?.[0] === openBrace ? had : emptyObject, includeUsage);

const openBrace = 0x7b;
const emptyObject = Buffer.from("{}");

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;

/** OpenAI's clients write `null` for what they leave out. */
const isUnset = (value: unknown): boolean => value === undefined || value === null;

/** The bound that a request sets on its answer, tokens, by either of OpenAI's two names; `undefined` where it sets none. */
export function maxTokensOf(body: ChatBody): number | undefined {
  const bound = body.max_completion_tokens ?? body.max_tokens;
  return typeof bound === "number" ? bound : undefined;
}
