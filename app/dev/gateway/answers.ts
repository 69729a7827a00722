const words =
  "This is the stand-in gateway of the development set-up , not a model . It writes at the pace of one , so that what you see in the browser is what your users would see : the first word after a moment , then word by word . Ask the real gateway by setting HOLYSHEEP_BASE_URL and a key .".split(
    " ",
  );

/** What a request asks for, as far as the stand-in looks. */
export interface AskedFor {
  model: string;
  stream: boolean;
  includeUsage: boolean;
  promptTokens: number;
  /** Tokens that are written. */
  tokens: number;
  /** The first tool on offer: where there is one and no tool has answered yet, it is called. */
  tool: string | undefined;
}

/** Reads a request; `undefined` where it is none. */
export function readRequest(text: string, tokens: number): AskedFor | undefined {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const messages = body.messages as { role?: unknown }[] | undefined;
  if (!Array.isArray(messages)) return undefined;
  const bound = Number(body.max_tokens ?? body.max_completion_tokens ?? tokens);
  const tools = body.tools as { function?: { name?: string } }[] | undefined;
  const answered = messages.some((message) => message.role === "tool");
  return {
    model: String(body.model ?? "stand-in"),
    stream: body.stream === true,
    includeUsage: (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true,
    promptTokens: Math.ceil(text.length / 4),
    tokens: Math.min(tokens, bound),
    tool: answered || body.tool_choice === "none" ? undefined : tools?.[0]?.function?.name,
  };
}

/** The n-th token of every answer. */
export function tokenAt(index: number): string {
  const word = words[index % words.length]!;
  return index === 0 || /^[.,:]$/.test(word) ? word : ` ${word}`;
}

const usageOf = (asked: AskedFor): object => ({
  prompt_tokens: asked.promptTokens,
  completion_tokens: asked.tokens,
  total_tokens: asked.promptTokens + asked.tokens,
});

const toolCall = (name: string): object => ({
  id: "call_standin",
  type: "function",
  function: { name, arguments: '{"expression":"6*7"}' },
});

/** A whole answer. */
export function wholeAnswer(asked: AskedFor): string {
  const content = Array.from({ length: asked.tokens }, (_, index) => tokenAt(index)).join("");
  const message =
    asked.tool === undefined
      ? { role: "assistant", content }
      : { role: "assistant", content: null, tool_calls: [toolCall(asked.tool)] };
  return JSON.stringify({
    id: "chatcmpl-standin",
    object: "chat.completion",
    created: 1_750_000_000,
    model: asked.model,
    system_fingerprint: "stand-in",
    choices: [{ index: 0, message, finish_reason: asked.tool === undefined ? "stop" : "tool_calls" }],
    usage: usageOf(asked),
  });
}

/** One event of a stream. */
export function chunk(asked: AskedFor, delta: object, finish: string | null): string {
  return event({ ...frame(asked), choices: [{ index: 0, delta, finish_reason: finish }] });
}

/** The call of a tool as a stream's event. */
export function toolChunk(asked: AskedFor, name: string): string {
  return chunk(asked, { role: "assistant", content: null, tool_calls: [{ index: 0, ...toolCall(name) }] }, null);
}

/** The event with the tokens, which comes last and only on request. */
export function usageChunk(asked: AskedFor): string {
  return event({ ...frame(asked), choices: [], usage: usageOf(asked) });
}

const frame = ({ model }: AskedFor): object => ({
  id: "chatcmpl-standin",
  object: "chat.completion.chunk",
  created: 1_750_000_000,
  model,
});

const event = (json: object): string => `data: ${JSON.stringify(json)}\n\n`;
