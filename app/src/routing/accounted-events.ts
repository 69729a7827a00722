import type { AnswerFacts, StreamedAnswer, Usage } from "../engine";
import type { RouteEntry } from "../settings";
import {
  type NoAnswer,
  type StreamAnswer,
  UpstreamError,
  dataOf,
  doneData,
  estimatedUsage,
  outcomeOfError,
  pieceOf,
  usageOf,
} from "../upstream";

/** A stream and what is to be made of its end. */
export interface AccountedEventsOptions {
  answer: StreamAnswer;
  asked: RouteEntry;
  /** Whether the client asked for the event with the tokens; otherwise it is taken out. */
  keepUsage: boolean;
  promptBytes: number;
  facts: Pick<AnswerFacts, "attempts" | "overflowed" | "queuedMs">;
  /** The stream has ended; `failure` is what broke it, be it that its reader has gone. */
  onEnd(facts: AnswerFacts, failure?: NoAnswer): void;
}

const done = Buffer.from("data: [DONE]\n\n");

/**
 * Passes a backend's events on as they are, to the byte. Each is read all the same: for the tokens, which one of them has, and because what is
 * no piece of an answer must not reach a client as one.
 */
export function accountedEvents(options: AccountedEventsOptions): StreamedAnswer {
  const streamed: StreamedAnswer = {
    model: options.asked.model,
    backend: options.asked.backend,
    ...options.facts,
    usage: { promptTokens: 0, completionTokens: 0 },
    costDollars: 0,
    events: passOn(options, (usage, failure) => {
      streamed.usage = usage;
      options.onEnd(streamed, failure);
    }),
  };
  return streamed;
}

async function* passOn(
  options: AccountedEventsOptions,
  onEnd: (usage: Usage, failure?: NoAnswer) => void,
): AsyncGenerator<Buffer> {
  const { answer } = options;
  let counted: Usage | undefined;
  let events = 0;
  let failure: NoAnswer | undefined;
  let sawDone = false;
  let finished = false;
  try {
    for await (const event of answer.events) {
      const data = dataOf(event);
      if (data === doneData) sawDone = true;
      else if (data !== undefined) {
        events += 1;
        const piece = pieceOf(data);
        counted = usageOf(piece) ?? counted;
        if (!options.keepUsage && isUsageAlone(piece)) continue;
      }
      yield event;
    }
    // Some gateways just close; a client waits for the word.
    if (!sawDone) yield done;
    finished = true;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    failure = outcomeOfError(error);
    throw failure.error;
  } finally {
    // One event a token is how the servers stream: good enough where they do not count.
    const usage = counted ?? { ...estimatedUsage(options.promptBytes, 0), completionTokens: events };
    if (!finished) failure ??= outcomeOfError(new UpstreamError("cancelled", "the reader has gone"));
    onEnd(usage, failure);
  }
}

/** Whether the event tells the tokens and nothing else. */
function isUsageAlone({ choices, usage }: Record<string, unknown>): boolean {
  return Array.isArray(choices) && choices.length === 0 && usage !== undefined && usage !== null;
}
