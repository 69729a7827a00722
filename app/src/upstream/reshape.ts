import { isObject } from "../json";
import { doneEvent } from "./sse";

/** A whole answer as the events that a stream of it would have: each choice's message, how it ended, the tokens where they are asked for. */
export function eventsOf(answer: Record<string, unknown>, keepUsage: boolean): Buffer[] {
  const { choices, usage, ...rest } = answer;
  const frame = { ...rest, object: "chat.completion.chunk" };
  const event = (piece: object): Buffer => Buffer.from(`data: ${JSON.stringify({ ...frame, ...piece })}\n\n`);
  const events = (choices as unknown[]).filter(isObject).flatMap((choice, place) => {
    const { message, finish_reason: reason, index = place, ...more } = choice;
    return [
      event({ choices: [{ index, delta: deltaOf(message), ...more, finish_reason: null }] }),
      event({ choices: [{ index, delta: {}, finish_reason: reason ?? "stop" }] }),
    ];
  });
  if (keepUsage && isObject(usage)) events.push(event({ choices: [], usage }));
  return [...events, doneEvent];
}

/** In a stream each tool call says which one of its message it continues. */
function deltaOf(message: unknown): Record<string, unknown> {
  if (!isObject(message)) return {};
  const { tool_calls: calls } = message;
  if (!Array.isArray(calls)) return message;
  return { ...message, tool_calls: calls.map((call, index) => (isObject(call) ? { index, ...call } : call)) };
}
