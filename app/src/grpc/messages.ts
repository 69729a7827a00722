import { toUSVString } from "node:util";
import { chatBodyOf, type MemoryShare, noMemory, parseBody } from "../body";
import { type AnswerFacts, ChatError, type ChatRequest } from "../engine";
import { bytesPerValue, isObject, type MemberChange, spliceMembers } from "../json";
import { requestIdFrom } from "../logging";
import { valuesPerMessage } from "./message-size";

/** `ChatRequest` of chat.proto, as the loader gives it. */
export interface GrpcChatRequest {
  messages: { role: string; content: string }[];
  model: string;
  use_case: string;
  temperature?: number;
  max_tokens?: number;
  priority: "PRIORITY_INTERACTIVE" | "PRIORITY_BATCH";
  further_json: string;
  request_id: string;
  /** In place of all the rest, where the message was too large to be decoded. */
  refusal?: ChatError;
}

/** `Facts` of chat.proto. */
interface GrpcFacts {
  model: string;
  backend: string;
  prompt_tokens: number;
  completion_tokens: number;
  cost_dollars: number;
  attempts: number;
  overflowed: boolean;
}

/** `ChatReply` and `ChatDelta` of chat.proto have the same fields. */
export interface GrpcChatAnswer {
  content: string;
  finish_reason: string;
  facts?: GrpcFacts;
  raw_json: string;
}

/**
 * The chat call that a message asks for.
 *
 * @param memory the call's share, from which what is parsed is taken
 * @throws ChatError when it is not one, as of HTTP's body
 */
export function toChatRequest(
  request: GrpcChatRequest,
  stream: boolean,
  memory: MemoryShare,
  requestId = requestIdFrom(request.request_id),
): ChatRequest {
  if (request.refusal !== undefined) throw request.refusal;
  if (!memory.take(request.messages.length * valuesPerMessage * bytesPerValue)) throw noMemory();
  const further = furtherFields(request.further_json, memory);
  const named: Record<string, unknown> = request.messages.length > 0 ? { messages: request.messages } : {};
  named["stream"] = stream;
  // An optional field that is not set is null here, and undefined with other loaders' options.
  if (request.temperature != null) named["temperature"] = finite(request.temperature, "temperature");
  if (request.max_tokens != null) named["max_tokens"] = request.max_tokens;
  if (request.model !== "") named["model"] = request.model;
  if (request.use_case !== "") named["use_case"] = request.use_case;
  const body = chatBodyOf({ ...further, ...named });
  return {
    body,
    json: jsonOf(request, named),
    useCase: typeof body.use_case === "string" ? body.use_case : undefined,
    priority: request.priority === "PRIORITY_BATCH" ? "batch" : "interactive",
    requestId,
  };
}

/** The call's JSON: the further fields as their caller wrote them, and over them what the message names. */
function jsonOf(request: GrpcChatRequest, named: Record<string, unknown>): Buffer {
  const further = Buffer.from(request.further_json === "" ? "{}" : request.further_json);
  const changes = Object.entries(named).map(([name, value]): [string, MemberChange] => [name, JSON.stringify(value)]);
  return spliceMembers(further, new Map(changes));
}

/** A double can be what no JSON number is. */
function finite(value: number, param: string): number {
  if (Number.isFinite(value)) return value;
  throw invalid(`${param} must be a finite number.`, param);
}

function furtherFields(json: string, memory: MemoryShare): Record<string, unknown> {
  if (json === "") return {};
  const { value } = parseBody(Buffer.from(json), memory, "further_json", "further_json");
  if (isObject(value)) return value;
  throw invalid("further_json must be a JSON object.", "further_json");
}

const invalid = (message: string, param: string): ChatError => new ChatError("invalid_request", message, { param });

/** What was found out about an answer besides its words. */
export function toFacts(facts: AnswerFacts): GrpcFacts {
  return {
    model: facts.model,
    backend: facts.backend,
    prompt_tokens: facts.usage.promptTokens,
    completion_tokens: facts.usage.completionTokens,
    cost_dollars: facts.costDollars,
    attempts: facts.attempts,
    overflowed: facts.overflowed,
  };
}

/** A completion, or one chunk of it, as a message: `field` is where OpenAI has the text of it. */
export function toAnswer(json: Record<string, unknown>, field: "message" | "delta", raw: string): GrpcChatAnswer {
  const choices = json["choices"];
  const choice = (Array.isArray(choices) ? choices[0] : undefined) as Record<string, unknown> | undefined;
  const said = choice?.[field] as { content?: unknown } | undefined;
  const reason = choice?.["finish_reason"];
  return {
    content: typeof said?.content === "string" ? toUSVString(said.content) : "",
    finish_reason: typeof reason === "string" ? toUSVString(reason) : "",
    raw_json: raw,
  };
}
