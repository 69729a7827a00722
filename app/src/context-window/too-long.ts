import { ChatError } from "../engine";

/** Codes and types by which providers say that a request is longer than the model's window. */
const codes = new Set([
  // OpenAI, Azure, Groq, vLLM's and SGLang's gateways: https://platform.openai.com/docs/guides/error-codes
  "context_length_exceeded",
  "context_window_exceeded",
  "context_limit_exceeded",
  "model_context_window_exceeded",
  // LiteLLM's exception: https://docs.litellm.ai/docs/exception_mapping
  "contextwindowexceedederror",
  // llama.cpp's server: tools/server/README.md
  "exceed_context_size_error",
]);

/** What providers say without a code, each in its own words. Where a group is, it is the window in tokens. */
const words: readonly RegExp[] = [
  // OpenAI, vLLM, DeepSeek, OpenRouter ("This endpoint's …"), SGLang.
  /maximum context length(?: is| of|:) (?:only )?([\d,]+)/i,
  /(?:maximum|max) (?:context (?:length|window|size)|model length)/i,
  // llama.cpp: "Context size has been exceeded." Portkey, OpenRouter: "Context length exceeded".
  /context[ _](?:length|window|size|limit)[^.]{0,40}exceed/i,
  // vLLM since 0.6: "The decoder prompt (length 5000) is longer than the maximum model length of 4096."
  /longer than the maximum model length of ([\d,]+)/i,
  /longer than the model'?s (?:maximum )?context length(?: \(([\d,]+))?/i,
  // vLLM's V1 engine: "The prompt (total length 5000) is too long to fit into the model (context length 4096)."
  /too long to fit into the model(?: \(context length ([\d,]+)\))?/i,
  // LiteLLM puts its exception's name before the provider's words.
  /ContextWindowExceeded/i,
  // vLLM, where the prompt alone fills the window: "max_tokens must be at least 1, got -903."
  /max_(?:completion_)?tokens must be at least 1, got -\d+/i,
  // OpenAI's Responses: "Your input exceeds the context window of this model."
  /exceeds?[^.]{0,60}context (?:window|length|size|limit)/i,
  // Anthropic: "prompt is too long: 210000 tokens > 200000 maximum".
  /prompt is too long(?:: [\d,]+ tokens > ([\d,]+))?/i,
  // Anthropic: "input length and `max_tokens` exceed context limit: 195000 + 20000 > 200000".
  /exceed(?:s)? context limit(?:: [\d,]+ \+ [\d,]+ > ([\d,]+))?/i,
  // Gemini: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
  /exceeds the maximum number of tokens allowed:? ?\(?([\d,]+)?/i,
  // Amazon Bedrock: "Input is too long for requested model."
  /input is too long for (?:the )?(?:requested )?model/i,
  // llama.cpp: "the request exceeds the available context size (4096 tokens)".
  /exceeds the available context size(?: \(([\d,]+) tokens\))?/i,
  // Text Generation Inference, Together: "`inputs` tokens + `max_new_tokens` must be <= 4096".
  /inputs?`? tokens \+ `?max_new_tokens`? must be <= ([\d,]+)/i,
  /inputs?`? must have less than ([\d,]+) tokens/i,
  // TensorRT-LLM: "Prompt length (5000) exceeds maximum input length (4096)".
  /exceeds maximum input length(?: \(([\d,]+)\))?/i,
  // LM Studio: "… the model is loaded with context length of only 4096 tokens, which is not enough".
  /context length of only ([\d,]+)/i,
  // Moonshot: "Your request exceeded model token limit: 8192".
  /exceeded model token limit(?:: ([\d,]+))?/i,
  // DashScope: "Range of input length should be [1, 129024]".
  /range of input length should be \[\d+, ?([\d,]+)\]/i,
  // Mistral: "Prompt contains 40000 tokens … too large for model with 32768 maximum context length".
  /too large for model with ([\d,]+) maximum context length/i,
  // Groq, and OpenAI's older completions.
  /please reduce the length of the (?:messages|prompt|input)/i,
  // xAI, Cohere.
  /maximum prompt length is ([\d,]+)/i,
  /too many tokens: total number of tokens/i,
];

/** Statuses under which a request can be too long. A 429 that names tokens is a rate limit. */
const statuses = new Set([400, 413, 422, 500, 502]);

/** What a provider says of a request that is too long for its model. */
export interface TooLong {
  /** The window that it names, tokens; it may name none. */
  window: number | undefined;
}

/** An error as a provider tells it. */
interface Said {
  status: number;
  code?: string | undefined;
  type?: string | undefined;
  message?: string | undefined;
}

/** Whether an answer's error says that the request is longer than the model's window; `undefined` where it says something else. */
export function tooLongOf(error: unknown): TooLong | undefined {
  if (!(error instanceof ChatError)) return undefined;
  // Some say it by the status alone.
  return saidTooLong(error) ?? (error.status === 413 ? { window: undefined } : undefined);
}

/** The same of what a provider said, by its code, its type and its words. */
export function saidTooLong({ status, code = "", type = "", message = "" }: Said): TooLong | undefined {
  if (!statuses.has(status)) return undefined;
  const found = words.map((pattern) => pattern.exec(message)).filter((match) => match !== null);
  const named = codes.has(code.toLowerCase()) || codes.has(type.toLowerCase());
  if (!named && found.length === 0) return undefined;
  const figure = found.map((match) => match[1]).find((group) => group !== undefined);
  const window = figure === undefined ? NaN : Number(figure.replaceAll(",", ""));
  return { window: Number.isSafeInteger(window) && window > 0 ? window : undefined };
}
