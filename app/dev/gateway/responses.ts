import { type Answer, created, namedEvent } from "./answer";
import type { Question } from "./question";
import { usageOf, type Written } from "./written";

/** A response, whole or in the events of https://platform.openai.com/docs/api-reference/responses-streaming. */
export function responseAnswer(question: Question, written: Written): Answer {
  const text = written.tokens.join("");
  const isCut = written.finish === "length";
  const part = (shown: string): object => ({ type: "output_text", text: shown, annotations: [], logprobs: [] });
  const message = (status: string, content: object[]): object => {
    return { id: "msg_standin", type: "message", role: "assistant", status, content };
  };
  const calls = question.toolCalls.map((call, index) => ({
    type: "function_call",
    id: `fc_standin_${index}`,
    call_id: call.id,
    name: call.name,
    arguments: call.arguments,
    status: "completed",
  }));
  const output = calls.length > 0 ? calls : [message("completed", [part(text)])];
  const {
    prompt_tokens: input,
    completion_tokens: out,
    total_tokens,
    completion_tokens_details,
  } = usageOf(question, written);
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: out,
    output_tokens_details: completion_tokens_details,
    total_tokens,
  };
  const response = (status: string, more: object): object => ({
    id: "resp_standin",
    object: "response",
    created_at: created,
    status,
    error: null,
    incomplete_details: status === "incomplete" ? { reason: "max_output_tokens" } : null,
    instructions: null,
    metadata: {},
    model: question.model,
    output: [],
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: "auto",
    tools: question.body.tools ?? [],
    top_p: 1,
    usage: null,
    ...more,
  });
  const last = isCut ? "incomplete" : "completed";
  const ended = (): object => response(last, { output, usage });
  let sequence = 0;
  const say = (type: string, more: object): string => namedEvent(type, { sequence_number: sequence++, ...more });
  const at = { item_id: "msg_standin", output_index: 0, content_index: 0 };
  return {
    tokens: written.tokens.length + written.reasoningTokens,
    whole: ended,
    *events() {
      const begun = { response: response("in_progress", {}) };
      yield say("response.created", begun) + say("response.in_progress", begun);
      for (const [index, call] of calls.entries()) {
        const place = { item_id: call.id, output_index: index };
        const item = { ...call, arguments: "", status: "in_progress" };
        yield say("response.output_item.added", { output_index: index, item });
        for (const delta of call.arguments.match(/.{1,8}/gs) ?? []) {
          yield say("response.function_call_arguments.delta", { ...place, delta });
        }
        yield (
          say("response.function_call_arguments.done", { ...place, name: call.name, arguments: call.arguments }) +
          say("response.output_item.done", { output_index: index, item: call })
        );
      }
      if (calls.length > 0) return;
      yield (
        say("response.output_item.added", { output_index: 0, item: message("in_progress", []) }) +
        say("response.content_part.added", { ...at, part: part("") })
      );
      for (const delta of written.tokens) yield say("response.output_text.delta", { ...at, delta, logprobs: [] });
    },
    ending: () => {
      const closed =
        calls.length > 0
          ? ""
          : say("response.output_text.done", { ...at, text, logprobs: [] }) +
            say("response.content_part.done", { ...at, part: part(text) }) +
            say("response.output_item.done", { output_index: 0, item: message("completed", [part(text)]) });
      return closed + say(`response.${last}`, { response: ended() });
    },
  };
}
