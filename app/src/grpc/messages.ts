import { type AnswerFacts, type ChatBody, ChatError, type ChatRequest } from "../engine";
import { countValues, isObject, type MemberChange, mostValues, spliceMembers } from "../json";
import { requestIdFrom } from "../logging";

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
 * @throws ChatError (400) when it is not one.
 */
export function toChatRequest(
  request: GrpcChatRequest,
  stream: boolean,
  requestId = requestIdFrom(request.request_id),
): ChatRequest {
  const further = furtherFields(request.further_json);
  const messages: unknown = request.messages.length > 0 ? request.messages : further["messages"];
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid("messages: at least one message is needed", "messages");
  }
  const named: Record<string, unknown> = { messages, stream };
  // An optional field that is not set is null here, and undefined with other loaders' options.
  if (request.temperature != null) named["temperature"] = request.temperature;
  if (request.max_tokens != null) named["max_tokens"] = request.max_tokens;
  if (request.model !== "") named["model"] = request.model;
  return {
    body: { ...further, ...named } as ChatBody,
    json: jsonOf(request, named),
    useCase: request.use_case === "" ? undefined : request.use_case,
    priority: request.priority === "PRIORITY_BATCH" ? "batch" : "interactive",
    requestId,
  };
}

/** The call's JSON: the further fields as their caller wrote them, and over them what the message names. */
function jsonOf(request: GrpcChatRequest, named: Record<string, unknown>): Buffer {
  const further = Buffer.from(request.further_json === "" ? "{}" : request.further_json);
  const changes = Object.entries(named)
    .filter(([name]) => name !== "messages" || request.messages.length > 0)
    .map(([name, value]): [string, MemberChange] => [name, JSON.stringify(value)]);
  return spliceMembers(further, new Map(changes));
}

function furtherFields(json: string): Record<string, unknown> {
  if (json === "") return {};
  if (countValues(Buffer.from(json), mostValues) > mostValues) {
    throw invalid(`further_json: has more than ${mostValues} values`, "further_json");
  }
  try {
    const fields: unknown = JSON.parse(json);
    if (isObject(fields)) return fields;
  } catch {
    // Told below, as every other thing that is not an object.
  }
  throw invalid("further_json: must be a JSON object", "further_json");
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
    content: typeof said?.content === "string" ? said.content : "",
    finish_reason: typeof reason === "string" ? reason : "",
    raw_json: raw,
  };
}
