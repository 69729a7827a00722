import { type CallBody, ChatError, type Endpoint } from "../engine";
import { callBodyOf, chatBodyOf } from "./chat-body";

/** Checks what the app reads of each of OpenAI's calls; the rest is the backend's. All fail with a `ChatError` (400). */
export const callBodies: Readonly<Record<Endpoint, (value: unknown) => CallBody>> = {
  "chat/completions": chatBodyOf,
  // 0 asks for the prompt's own `logprobs`, with `echo`: https://github.com/openai/openai-openapi, CreateCompletionRequest
  completions: (value) => callBodyOf(value, { name: "max_tokens", least: 0 }),
  embeddings: (value) => {
    const body = callBodyOf(value);
    if (body.model === undefined || body.model === null) {
      // OpenAI's words. No model is chosen for the caller: the vectors of two models cannot be compared.
      throw new ChatError("invalid_request", "you must provide a model parameter", { param: "model" });
    }
    return body;
  },
  responses: (value) => {
    const body = callBodyOf(value, { name: "max_output_tokens", least: 1 });
    for (const [name, isAsked] of providerState) {
      if (isAsked(body[name])) throw notKept(name);
    }
    return body;
  },
};

/**
 * What refers to answers that the provider keeps. All callers share this service's key there, so whoever knows an id would read what others wrote;
 * and an answer in the background is written after its call has ended, past every limit and account.
 */
const providerState: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ["previous_response_id", (value) => value !== undefined && value !== null],
  ["conversation", (value) => value !== undefined && value !== null],
  // Not `true` alone: a server in Python reads "true" and 1 as that.
  ["background", (value) => value !== undefined && value !== null && value !== false],
];

function notKept(name: string): ChatError {
  return new ChatError(
    "unsupported_parameter",
    `Unsupported parameter: '${name}' is not supported by this service, which keeps no answers at the provider. Send the conversation as input.`,
    { param: name },
  );
}
