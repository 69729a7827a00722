import type { Span } from "@opentelemetry/api";
import type { Caller } from "../engine";

/** A message of the conversation between the agent and its model, in OpenAI's shape. */
export type AgentMessage =
  | { role: "system" | "user"; content: string }
  | { role: "assistant"; content: string | null; tool_calls?: ToolCall[] }
  | { role: "tool"; tool_call_id: string; content: string };

/** A call of a tool, as a model writes it. */
export interface ToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}

/** What the agent asks its model. */
export interface ModelRequest {
  messages: AgentMessage[];
  /** Tools on offer, as JSON Schema. */
  tools: { name: string; description: string; parameters: Record<string, unknown> }[];
  /**
   * `none`: the model must answer in words. The tools are still named, because providers refuse a conversation with calls of
   * tools that they were not told of.
   */
  toolChoice: "auto" | "none";
  useCase?: string;
  model?: string;
  /** Who asked for the task: whose limits hold, and who is charged. */
  caller?: Caller;
}

/** What a model answers: words, or calls of tools. */
export interface ModelReply {
  content: string;
  toolCalls: ToolCall[];
  /** Model that answered. */
  model: string;
}

/**
 * The agent's model, whoever serves it. `span` is the parent of the call's own.
 *
 * @throws ModelUnavailableError when nobody can answer at the moment.
 */
export type ChatModel = (request: ModelRequest, signal: AbortSignal, span?: Span) => Promise<ModelReply>;

/** No backend can answer now. It is not the task's fault, so the attempt does not count. */
export class ModelUnavailableError extends Error {
  constructor(
    message: string,
    /** When to ask again, milliseconds; unknown when absent. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = "ModelUnavailableError";
  }
}
