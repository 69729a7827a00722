import { isObject } from "../json";
import { UpstreamError } from "./errors";
import { doneEvent } from "./sse";

/** A whole completion as the events that a stream of it would have: each choice's message, how it ended, the tokens where they are asked for. Fails where it is none. */
export function eventsOf(answer: Record<string, unknown>, keepUsage: boolean): Buffer[] {
  const { choices, usage, ...rest } = answer;
  const frame = rest.object === "chat.completion" ? { ...rest, object: "chat.completion.chunk" } : rest;
  const event = (piece: object): Buffer => Buffer.from(`data: ${JSON.stringify({ ...frame, ...piece })}\n\n`);
  if (!Array.isArray(choices)) throw new UpstreamError("garbage", "a stream was asked for, and a whole came");
  const events = choices.filter(isObject).flatMap((choice, place) => {
    const { message, finish_reason: reason, index = place, ...more } = choice;
    // A legacy completion has its text in the choice itself.
    const [first, last] = isObject(message) ? [{ delta: deltaOf(message) }, { delta: {} }] : [{}, { text: "" }];
    return [
      event({ choices: [{ index, ...first, ...more, finish_reason: null }] }),
      event({ choices: [{ index, ...last, finish_reason: reason ?? "stop" }] }),
    ];
  });
  if (keepUsage && isObject(usage)) events.push(event({ choices: [], usage }));
  return [...events, doneEvent];
}

/** In a stream each tool call says which one of its message it continues. */
function deltaOf(message: Record<string, unknown>): Record<string, unknown> {
  const { tool_calls: calls } = message;
  if (!Array.isArray(calls)) return message;
  return { ...message, tool_calls: calls.map((call, index) => (isObject(call) ? { index, ...call } : call)) };
}
