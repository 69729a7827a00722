import { randomUUID } from "node:crypto";
import { toUSVString } from "node:util";
import { type ContextWindows, type Reach, tokensOfMessage, tooLongOf } from "../context-window";
import { type AnswerFacts, ChatError, type ChatRequest } from "../engine";
import { turnsOf, type SessionMessage } from "../sessions";
import type { ChatInput } from "./chat-input";
import type { Conversations, History, Kept } from "./conversations";

/** Who asks, and how. */
export interface Asked {
  user: string;
  input: ChatInput;
  /** Everything of the call but its body. */
  call: Omit<ChatRequest, "body">;
  /** What the route's models can read. */
  reach: Reach;
}

/** Calls that one turn makes at most, with less of the conversation each time. The last one has the question alone. */
const mostCalls = 5;

/** By how much the estimate of tokens may be too high: more than that above the window does not fit, whoever counts. */
const surelyTooLong = 4;

/** One turn of a conversation: what the model is sent, what is kept of it, and what its reader is told. */
export class ChatTurn {
  readonly sessionId: string;
  readonly userMessageId = randomUUID();
  readonly messageId = randomUUID();
  private readonly start = performance.now();
  /** Earlier turns that the model does not see. */
  private hidden = 0;
  /** Calls so far. */
  private calls = 0;
  /** Most tokens that the next call is sent, and how many the last one was: all, and without its oldest turn where it had one. */
  private budget: number;
  private sent: { tokens: number; without: number | undefined } = { tokens: 0, without: undefined };

  private constructor(
    private readonly asked: Asked,
    private readonly history: History,
    private readonly conversations: Conversations,
    private readonly windows: ContextWindows,
  ) {
    this.sessionId = asked.input.session_id ?? randomUUID();
    this.budget = asked.reach.promptTokens;
  }

  static async begin(asked: Asked, conversations: Conversations, windows: ContextWindows): Promise<ChatTurn> {
    const { session_id: id, replace } = asked.input;
    const history = await conversations.before(id ?? undefined, asked.user, replace ?? undefined);
    return new ChatTurn(asked, history, conversations, windows);
  }

  /** Bytes of what was said before. */
  get historyBytes(): number {
    return this.history.messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  }

  /**
   * Calls a model with as much of the conversation as it can read, and again with less where it says that it was too much: whole turns go, the oldest
   * first. Fails with `context_length_exceeded` where the question alone is too long.
   */
  async answeredBy<Answer>(call: (request: ChatRequest) => Promise<Answer>): Promise<Answer> {
    const { reach } = this.asked;
    const { fixed, turns } = this.parts();
    const alone = tokensOf(fixed);
    if (reach.window !== undefined && alone > surelyTooLong * reach.window) throw questionTooLong();
    for (;;) {
      this.calls += 1;
      let tokens = alone;
      let first = turns.length;
      while (first > 0 && tokens + turns[first - 1]!.tokens <= this.budget) tokens += turns[(first -= 1)]!.tokens;
      this.hidden = first;
      // At least one turn less the next time, and in the end none.
      this.sent = { tokens, without: first === turns.length ? undefined : tokens - turns[first]!.tokens };
      try {
        const answer = await call(
          this.request([
            ...fixed.slice(0, -1),
            ...turns.slice(first).flatMap((turn) => turn.messages),
            ...fixed.slice(-1),
          ]),
        );
        if (this.calls > 1) this.windows.learn(reach, Math.max(this.budget, tokens));
        return answer;
      } catch (error) {
        this.leaveOut(error);
      }
    }
  }

  /** Shortens what the next call is sent, where a model says that it was too much. Fails with what it said where that is something else, or nothing can go. */
  leaveOut(error: unknown): void {
    const tooLong = tooLongOf(error);
    if (tooLong === undefined) throw error;
    const { tokens, without } = this.sent;
    if (without === undefined) throw questionTooLong(error);
    this.budget = Math.min(this.windows.afterTooLong(tokens, tooLong.window), without);
    if (this.calls >= mostCalls - 1) this.budget = 0;
  }

  /** What is always sent (system messages, and the question at the end), and the turns that may be. */
  private parts(): { fixed: SessionMessage[]; turns: { messages: SessionMessage[]; tokens: number }[] } {
    const { preamble, turns } = turnsOf(this.history.messages);
    const question: SessionMessage = { id: this.userMessageId, role: "user", content: this.asked.input.message };
    return {
      fixed: [...preamble, question],
      // A question without an answer (stopped before its first word) is no turn that a model could go on from.
      turns: turns
        .filter((turn) => turn.some(({ role, content }) => role === "assistant" && content !== ""))
        .map((messages) => ({ messages, tokens: tokensOf(messages) })),
    };
  }

  private request(messages: readonly SessionMessage[]): ChatRequest {
    const { input, call } = this.asked;
    const body = { messages: messages.map(({ role, content }) => ({ role, content })) };
    return { ...call, body: typeof input.model === "string" ? { ...body, model: input.model } : body };
  }

  /** Keeps the turn and tells what it was: the last event of a stream, and most of a whole answer. */
  async ended(facts: AnswerFacts, content: string, finishReason: string | undefined): Promise<object> {
    const kept = await this.keep(facts, content, finishReason);
    const isKept = kept.kind === "kept";
    const cut = (isKept ? kept.session.dropped : this.history.dropped) || this.hidden > 0;
    const history = isKept ? (cut ? "trimmed" : "kept") : kept.kind === "unavailable" ? "unavailable" : "not kept";
    return {
      // A conversation that could not be kept has no id that could be continued.
      session_id: isKept || (this.history.continued && kept.kind !== "gone") ? this.sessionId : null,
      user_message_id: isKept ? this.userMessageId : null,
      message_id: isKept ? this.messageId : null,
      finish_reason: finishReason ?? null,
      history,
      history_cut: cut,
      ...(history === "kept" ? {} : { notice: this.noticeOf(kept) }),
      model: facts.model,
      backend: facts.backend,
      usage: { prompt_tokens: facts.usage.promptTokens, completion_tokens: facts.usage.completionTokens },
      cost_usd: facts.costDollars,
      conversation_cost_usd: isKept ? (kept.session.costDollars ?? 0) : null,
      latency_ms: Math.round(performance.now() - this.start),
    };
  }

  /** Keeps what was written until its reader stopped it. */
  async stopped(facts: Pick<AnswerFacts, "model" | "costDollars"> | undefined, content: string): Promise<void> {
    await this.keep(facts, content, "stopped");
  }

  private async keep(
    facts: Pick<AnswerFacts, "model" | "costDollars"> | undefined,
    content: string,
    finishReason: string | undefined,
  ): Promise<Kept> {
    // A store that was away a moment ago may be back, but then the turn would stand behind what it did not know.
    if (!this.history.available) return { kind: "unavailable" };
    const answer: SessionMessage = {
      id: this.messageId,
      role: "assistant",
      content: toUSVString(content),
      model: facts?.model,
      finishReason,
    };
    return this.conversations.keep(this.sessionId, {
      user: this.asked.user,
      question: { id: this.userMessageId, role: "user", content: this.asked.input.message },
      answer,
      replaces: this.history.replaces,
      continued: this.history.continued,
      trimmed: this.hidden > 0,
      costDollars: facts?.costDollars ?? 0,
      at: new Date().toISOString(),
    });
  }

  /** Words for the reader, wherever not all is kept. */
  private noticeOf(kept: Kept): string {
    const { maxMessages, maxBytes } = this.conversations.bounds;
    switch (kept.kind) {
      case "kept":
        return this.hidden > 0
          ? "This conversation is longer than the model can read: its oldest messages were left out for this answer."
          : `This conversation is longer than what is kept (${maxMessages} messages, ${maxBytes} bytes): its oldest messages are gone.`;
      case "tooLarge":
        return `This question and its answer are larger than what is kept of a conversation (${maxMessages} messages, ${maxBytes} bytes): they are not kept, and the next answer will not know them.`;
      case "gone":
        return "This conversation was deleted, or its time was over, while this answer was written: the answer is not kept.";
      case "changed":
        return "The message that was to be replaced was changed or dropped elsewhere meanwhile: this answer is not kept.";
      case "unavailable":
        return this.history.available && this.history.continued
          ? "History is unavailable at the moment: this answer is not kept."
          : "History is unavailable at the moment: this answer does not know what was said before, and is not kept.";
    }
  }
}

const tokensOf = (messages: readonly SessionMessage[]): number =>
  messages.reduce((sum, message) => sum + tokensOfMessage(message), 0);

function questionTooLong(cause?: unknown): ChatError {
  const message =
    "This message alone is longer than the model can read, whatever was said before. Nothing of it was kept.";
  return new ChatError("context_length_exceeded", message, { param: "message", cause });
}
