import { type StreamAnswer, type StreamEnd, UpstreamError, outcomeOfError } from "../../src/upstream";
import { StreamReader } from "../../src/upstream/stream-reader";

/** A backend's stream without a socket: what its bytes say is read as the app reads them. The source may fail with an `UpstreamError`. */
export function streamAnswerOf(source: AsyncIterable<Buffer>, { keepUsage = false } = {}): StreamAnswer {
  const reader = new StreamReader({ endpoint: "chat/completions", keepUsage });
  let tell!: (end: StreamEnd) => void;
  const end = new Promise<StreamEnd>((resolve) => (tell = resolve));
  async function* events(): AsyncGenerator<Buffer> {
    const given: Buffer[] = [];
    const sink = { give: (event: Buffer) => void given.push(event) };
    let failure: UpstreamError | undefined = new UpstreamError("cancelled", "the reader has gone");
    try {
      for await (const chunk of source) {
        reader.push(chunk, sink);
        yield* given.splice(0);
        if (reader.isDone) break;
      }
      reader.end(sink);
      failure = undefined;
      yield* given.splice(0);
    } catch (error) {
      failure = error as UpstreamError;
      throw outcomeOfError(failure).error;
    } finally {
      const { pieces, progress } = reader;
      const { usage, finishReason } = progress;
      tell({ usage, pieces, finishReason, pausedMs: 0, failure });
    }
  }
  return { kind: "stream", events: events(), end };
}
