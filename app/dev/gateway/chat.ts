import { type Answer, created, done, event } from "./answer";
import type { Question, ToolCall } from "./question";
import { usageOf, type Written } from "./written";

/** A chat completion. */
export function chatAnswer(question: Question, written: Written): Answer {
  const { model, choices, toolCalls, includeUsage } = question;
  const head = { id: "chatcmpl-standin", created, model, system_fingerprint: "stand-in" };
  const indexes = Array.from({ length: choices }, (_, index) => index);
  const withLogprobs = question.body.logprobs === true;
  const logprobsOf = (tokens: readonly string[]): object =>
    withLogprobs ? { logprobs: { content: tokens.map((token) => logprob(token, question)), refusal: null } } : {};
  const chunk = (choice: object): string => event({ ...head, object: "chat.completion.chunk", choices: [choice] });
  return {
    tokens: written.tokens.length + written.reasoningTokens,
    whole: () => ({
      ...head,
      object: "chat.completion",
      choices: indexes.map((index) => ({
        index,
        message: {
          role: "assistant",
          content: toolCalls.length > 0 ? null : written.tokens.join(""),
          refusal: null,
          ...(toolCalls.length > 0 ? { tool_calls: toolCalls.map(whole) } : {}),
        },
        ...(withLogprobs ? logprobsOf(written.tokens) : { logprobs: null }),
        finish_reason: written.finish,
      })),
      usage: usageOf(question, written),
    }),
    *events() {
      for (const index of indexes) {
        for (const [at, call] of toolCalls.entries()) yield* toolEvents(call, at, index);
        for (const [at, content] of written.tokens.entries()) {
          const delta = at === 0 ? { role: "assistant", content } : { content };
          yield chunk({ index, delta, ...logprobsOf([content]), finish_reason: null });
        }
      }
    },
    ending: () => {
      const ends = indexes.map((index) => chunk({ index, delta: {}, finish_reason: written.finish })).join("");
      const usage = { ...head, object: "chat.completion.chunk", choices: [], usage: usageOf(question, written) };
      return ends + (includeUsage ? event(usage) : "") + done;
    },
  };

  /** The name first, then the arguments in pieces: what a client has to put together. */
  function* toolEvents(call: ToolCall, at: number, index: number): Generator<string> {
    const { name } = call;
    const first = { index: at, id: call.id, type: "function", function: { name, arguments: "" } };
    const start = at === 0 ? { role: "assistant", content: null } : {};
    yield chunk({ index, delta: { ...start, tool_calls: [first] }, finish_reason: null });
    for (const piece of call.arguments.match(/.{1,8}/gs) ?? []) {
      yield chunk({
        index,
        delta: { tool_calls: [{ index: at, function: { arguments: piece } }] },
        finish_reason: null,
      });
    }
  }
}

const whole = (call: ToolCall): object => ({
  id: call.id,
  type: "function",
  function: { name: call.name, arguments: call.arguments },
});

function logprob(token: string, { body }: Question): object {
  const chosen = { token, logprob: -0.1, bytes: [...Buffer.from(token)] };
  return { ...chosen, top_logprobs: Number(body.top_logprobs ?? 0) > 0 ? [chosen] : [] };
}
