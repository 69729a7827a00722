import type { ChatBody, ChatRequest } from "../engine";
import { type MemberChange, spliceMembers } from "../json";

/** What a request gets that does not say. */
export interface RequestDefaults {
  /** Most tokens of an answer: the default, and a bound on what a request may ask. */
  maxTokens: number;
  temperature: number;
}

/** The request's JSON as its client wrote it, or as it is written here for a caller that has none. */
export function jsonOf(request: ChatRequest): Buffer {
  request.json ??= Buffer.from(JSON.stringify(request.body));
  return request.json;
}

/** The JSON for a backend: as it came, to the byte, but for the route's model, the defaults and what only concerns this app. */
export function jsonFor(request: ChatRequest, model: string, defaults: RequestDefaults, streamed: boolean): Buffer {
  const { body } = request;
  const changes = new Map<string, MemberChange>([
    ["model", JSON.stringify(model)],
    // Ours, and no backend's.
    ["use_case", undefined],
    ["stream", streamed ? "true" : undefined],
    // Without it a stream says nothing about its tokens; the accounts need them (the event is taken out again).
    ["stream_options", streamed ? withUsage : undefined],
  ]);
  boundTokens(body, defaults.maxTokens, changes);
  if (isUnset(body.temperature)) changes.set("temperature", String(defaults.temperature));
  return spliceMembers(jsonOf(request), changes);
}

/** OpenAI has two names for the bound of an answer. Both are bounded, and a request without any gets one. */
function boundTokens(body: ChatBody, maxTokens: number, changes: Map<string, MemberChange>): void {
  for (const name of ["max_completion_tokens", "max_tokens"] as const) {
    const asked = body[name];
    if (typeof asked === "number" && asked > maxTokens) changes.set(name, String(maxTokens));
  }
  if (isUnset(body.max_completion_tokens) && isUnset(body.max_tokens)) changes.set("max_tokens", String(maxTokens));
}

const includeUsage: ReadonlyMap<string, MemberChange> = new Map([["include_usage", "true"]]);

/** A stream's options with the one that the accounts need. */
const withUsage: MemberChange = (had) => spliceMembers(had?.[0] === openBrace ? had : emptyObject, includeUsage);

const openBrace = 0x7b;
const emptyObject = Buffer.from("{}");

/** OpenAI's clients write `null` for what they leave out. */
const isUnset = (value: unknown): boolean => value === undefined || value === null;

/** The bound that a request sets on its answer, tokens, by either of OpenAI's two names; `undefined` where it sets none. */
export function maxTokensOf(body: ChatBody): number | undefined {
  const bound = body.max_completion_tokens ?? body.max_tokens;
  return typeof bound === "number" ? bound : undefined;
}
