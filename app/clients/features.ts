/** Clients of the matrix, by the names that their cases have. */
export const clients = {
  openaiPython: "openai (Python)",
  openaiNode: "openai (Node)",
  agents: "OpenAI Agents SDK",
  langchain: "LangChain (Python)",
  langchainNode: "LangChain.js",
  litellm: "LiteLLM",
  vercel: "Vercel `ai`",
} as const;

/** What is tried with each client, by the names that the cases have. A client without a case does not have the feature. */
export const features = {
  whole: "whole answer, with its tokens",
  streamed: "streamed answer",
  usageInStream: "tokens of a stream",
  tools: "call of a tool, and an answer to its result",
  streamedTools: "call of a tool, streamed",
  parallelTools: "several tools at once, or one at a time",
  jsonSchema: "structured output (`json_schema`, the client's helper)",
  jsonMode: "JSON mode",
  vision: "picture in a message",
  attachments: "file and sound in a message",
  several: "several answers (`n`)",
  logprobs: "`logprobs`",
  stop: "`stop`",
  seed: "`seed` and `system_fingerprint`",
  maxTokens: "bound of an answer (`max_tokens`, or as the client names it)",
  maxCompletionTokens: "`max_completion_tokens`",
  reasoning: "reasoning model",
  parameters: "all else that OpenAI's chat takes, as written",
  timeOut: "the client's time-out",
  cancel: "cancelling ends the provider's call",
  error400: "400 as the client's error, with its code",
  error401: "401",
  error403: "403 of a use case that the key may not use",
  error404: "404 of a model",
  error429: "429 with Retry-After",
  error503: "503",
  brokenStream: "stream that breaks off, as an error",
  retries: "the client's retries: one call each",
  finalErrors: "an error that a repeat does not mend is not repeated (`x-should-retry`)",
  models: "list of models",
  model: "one model by name",
  embeddings: "embeddings",
  completions: "legacy completions",
  responses: "responses",
  streamedResponses: "responses, streamed",
  notServed: "calls that this service does not have, as the client's 404",
  asynchronous: "several calls at once, or the asynchronous client",
  extra: "`use_case` in the body or as a header",
  slash: "base URL with a slash at its end",
  headers: "headers of the answer",
  rateLimits: "`x-ratelimit-…` of the key",
} as const;

export type Client = keyof typeof clients;
export type Feature = keyof typeof features;

/** How each client's cases ended: `yes`, or what went wrong. */
export type Matrix = Readonly<Record<Client, Readonly<Partial<Record<Feature, string>>>>>;

/** The matrix as docs/app.md has it: `–` where a client does not have the feature. */
export function matrixTable(matrix: Matrix): string {
  const names = Object.keys(clients) as Client[];
  const rows = (Object.entries(features) as [Feature, string][]).map(([feature, title]) => [
    title,
    ...names.map((client) => matrix[client][feature] ?? "–"),
  ]);
  const head = `| | ${Object.values(clients).join(" | ")} |\n|---|${names.map(() => ":---:|").join("")}`;
  return [head, ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}
