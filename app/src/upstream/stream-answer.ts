import { eventsOf } from "./reshape";
import type { OpenStream, StreamEnd } from "./stream-call";

/** A stream that has begun. */
export interface StreamAnswer extends Pick<OpenStream, "events" | "end"> {
  kind: "stream";
}

/** A whole answer in place of the stream that was asked for, as the stream that it should have been. */
export function streamOfWhole(json: Record<string, unknown>, keepUsage: boolean, end: StreamEnd): StreamAnswer {
  const events = eventsOf(json, keepUsage).values();
  const iterator: AsyncIterableIterator<Buffer> = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => Promise.resolve(events.next()),
  };
  return { kind: "stream", events: iterator, end: Promise.resolve(end) };
}
