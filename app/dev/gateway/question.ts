import { isRecord, instanceOf } from "./schema";

/** Calls of OpenAI's that the stand-in answers. */
export type Call = "chat" | "completions" | "embeddings" | "responses";

/** A call of a tool that an answer makes. */
export interface ToolCall {
  id: string;
  name: string;
  /** JSON of its arguments. */
  arguments: string;
}

/** What a request asks for, as far as the stand-in looks. */
export interface Question {
  body: Record<string, unknown>;
  model: string;
  stream: boolean;
  includeUsage: boolean;
  promptTokens: number;
  /** Most tokens of an answer that the request allows. */
  bound: number;
  /** Answers that are asked for. */
  choices: number;
  /** Text of the last message. */
  said: string;
  /** Pictures in the messages. */
  images: number;
  /** Tools that the answer calls; empty where it is text. */
  toolCalls: readonly ToolCall[];
  /** JSON Schema that the answer has to fit, `true` for any JSON. */
  format: Record<string, unknown> | true | undefined;
}

/** Reads a request; `undefined` where it is none. */
export function readQuestion(call: Call, text: string): Question | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(body) || !hasInput(call, body)) return undefined;
  const messages = messagesOf(body);
  const bound = body.max_completion_tokens ?? body.max_tokens ?? body.max_output_tokens;
  const last = messages.at(-1);
  const said = textOf(last?.content);
  return {
    body,
    model: typeof body.model === "string" ? body.model : "stand-in",
    stream: body.stream === true,
    includeUsage: isRecord(body.stream_options) && body.stream_options.include_usage === true,
    promptTokens: Math.ceil(text.length / 4),
    bound: typeof bound === "number" ? bound : Infinity,
    choices: typeof body.n === "number" ? body.n : 1,
    said,
    images: messages.reduce((sum, { content }) => sum + imagesIn(content), 0),
    toolCalls: toolCallsOf(body, messages, said),
    format: formatOf(body),
  };
}

function hasInput(call: Call, body: Record<string, unknown>): boolean {
  if (call === "chat") return Array.isArray(body.messages);
  return call === "completions" ? body.prompt !== undefined : body.input !== undefined;
}

/** The messages of a chat, or what a response has in their place. */
function messagesOf(body: Record<string, unknown>): Record<string, unknown>[] {
  const input = body.messages ?? body.input ?? body.prompt;
  return Array.isArray(input) ? input.filter(isRecord) : [{ role: "user", content: input }];
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isRecord(part) && typeof part.text === "string" ? part.text : "")).join(" ");
}

const imagesIn = (content: unknown): number =>
  Array.isArray(content) ? content.filter((part) => isRecord(part) && /image/.test(String(part.type))).length : 0;

/** Tools are called until one has answered: the one that is chosen, those that the last message names, else the first. */
function toolCallsOf(
  body: Record<string, unknown>,
  messages: readonly Record<string, unknown>[],
  said: string,
): readonly ToolCall[] {
  const hasResult = messages.some(({ role, type }) => role === "tool" || type === "function_call_output");
  if (!Array.isArray(body.tools) || hasResult || body.tool_choice === "none") return [];
  // A response's tool has its members at the top.
  const tools = body.tools.filter(isRecord).map((tool) => (isRecord(tool.function) ? tool.function : tool));
  const chosen = isRecord(body.tool_choice) ? body.tool_choice : undefined;
  const name = isRecord(chosen?.function) ? chosen.function.name : chosen?.name;
  const named = tools.filter((tool) => (name === undefined ? said.includes(String(tool.name)) : tool.name === name));
  const called = named.length > 0 ? named : tools.slice(0, 1);
  return (body.parallel_tool_calls === false ? called.slice(0, 1) : called).map((tool, index) => ({
    id: index === 0 ? "call_standin" : `call_standin_${index}`,
    name: String(tool.name),
    arguments: JSON.stringify(instanceOf(isRecord(tool.parameters) ? tool.parameters : {})),
  }));
}

/** `response_format` of a chat, `text.format` of a response. */
function formatOf(body: Record<string, unknown>): Question["format"] {
  const format = body.response_format ?? (isRecord(body.text) ? body.text.format : undefined);
  if (!isRecord(format)) return undefined;
  if (format.type === "json_object") return true;
  if (format.type !== "json_schema") return undefined;
  const schema = isRecord(format.json_schema) ? format.json_schema.schema : format.schema;
  return isRecord(schema) ? schema : true;
}
