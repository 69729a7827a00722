import type { AnswerFacts, StreamedAnswer, Usage } from "../engine";
import { estimatedUsage, type NoAnswer, outcomeOfError, type StreamAnswer, type StreamEnd } from "../upstream";

/** A stream and what is to be made of its end. */
export interface AccountedStreamOptions {
  answer: StreamAnswer;
  promptBytes: number;
  facts: AnswerFacts;
  /** The backend's part is over, and what of it was its reader's time. `failure` is what broke it, be it that its reader has gone. */
  onEnd(facts: AnswerFacts, pausedMs: number, failure?: NoAnswer): void;
}

/**
 * A backend's stream with its accounts. They are made when the backend's part is over, which is known whether or not anybody reads: a reader that never
 * comes, or that is slow with the rest, holds no place.
 */
export function accountedStream({ answer, promptBytes, facts, onEnd }: AccountedStreamOptions): StreamedAnswer {
  const streamed: StreamedAnswer = { ...facts, events: answer.events };
  const onStreamEnd = (end: StreamEnd): void => {
    const { failure } = end;
    streamed.usage = usageAtEnd(end, promptBytes);
    streamed.finishReason = end.finishReason;
    const noAnswer = failure && outcomeOfError(failure);
    streamed.ended = noAnswer === undefined ? "complete" : noAnswer.kind === "cancelled" ? "left" : "failed";
    onEnd(streamed, end.pausedMs, noAnswer);
  };
  // An error in the accounts is a fault, and no reason to cut an answer or to end the process.
  void answer.end.then(onStreamEnd).catch(() => undefined);
  return streamed;
}

/** One event a token is how the servers stream: good enough where they do not count. */
function usageAtEnd({ usage, pieces }: StreamEnd, promptBytes: number): Usage {
  return usage ?? { ...estimatedUsage(promptBytes, 0), completionTokens: pieces };
}
