import { randomUUID } from "node:crypto";
import { toUSVString } from "node:util";
import type { AnswerFacts, ChatRequest } from "../engine";
import { turnsOf, type SessionMessage } from "../sessions";
import type { ChatInput } from "./chat-input";
import type { Conversations, History, Kept } from "./conversations";

/** Who asks, and how. */
export interface Asked {
  user: string;
  input: ChatInput;
  /** Everything of the call but its body. */
  call: Omit<ChatRequest, "body">;
}

/** One turn of a conversation: what the model is sent, what is kept of it, and what its reader is told. */
export class ChatTurn {
  readonly sessionId: string;
  readonly userMessageId = randomUUID();
  readonly messageId = randomUUID();
  private readonly start = performance.now();
  /** Earlier turns that the model does not see. */
  private hidden = 0;

  private constructor(
    private readonly asked: Asked,
    private readonly history: History,
    private readonly conversations: Conversations,
  ) {
    this.sessionId = asked.input.session_id ?? randomUUID();
  }

  static async begin(asked: Asked, conversations: Conversations): Promise<ChatTurn> {
    const { session_id: id, replace } = asked.input;
    const history = await conversations.before(id ?? undefined, asked.user, replace ?? undefined);
    return new ChatTurn(asked, history, conversations);
  }

  /** What the model is sent. */
  request(): ChatRequest {
    const { input, call } = this.asked;
    const { preamble, turns } = turnsOf(this.history.messages);
    // A question without an answer (stopped before its first word) is no turn that a model could go on from.
    const answered = turns.filter((turn) => turn.some(({ role, content }) => role === "assistant" && content !== ""));
    const messages = [...preamble, ...answered.flat()].map(({ role, content }) => ({ role, content }));
    messages.push({ role: "user", content: input.message });
    return { ...call, body: { messages, ...(typeof input.model === "string" ? { model: input.model } : {}) } };
  }

  /** Keeps the turn and tells what it was: the last event of a stream, and most of a whole answer. */
  async ended(facts: AnswerFacts, content: string, finishReason: string | undefined): Promise<object> {
    const kept = await this.keep(facts.model, content, finishReason);
    const isKept = kept.kind === "kept";
    const cut = (isKept ? kept.session.dropped : this.history.dropped) || this.hidden > 0;
    const history = isKept ? (cut ? "trimmed" : "kept") : kept.kind === "unavailable" ? "unavailable" : "not kept";
    return {
      // A conversation that could not be kept has no id that could be continued.
      session_id: isKept || this.history.continued ? this.sessionId : null,
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
      latency_ms: Math.round(performance.now() - this.start),
    };
  }

  /** Keeps what was written until its reader stopped it. */
  async stopped(model: string | undefined, content: string): Promise<void> {
    await this.keep(model, content, "stopped");
  }

  private async keep(model: string | undefined, content: string, finishReason: string | undefined): Promise<Kept> {
    // A store that was away a moment ago may be back, but then the turn would stand behind what it did not know.
    if (!this.history.available) return { kind: "unavailable" };
    const answer: SessionMessage = {
      id: this.messageId,
      role: "assistant",
      content: toUSVString(content),
      model,
      finishReason,
    };
    return this.conversations.keep(this.sessionId, {
      user: this.asked.user,
      question: { id: this.userMessageId, role: "user", content: this.asked.input.message },
      answer,
      replaces: this.history.replaces,
      continued: this.history.continued,
      trimmed: this.hidden > 0,
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
        return "This conversation, or the message that was to be replaced, was deleted or changed elsewhere meanwhile: this answer is not kept.";
      case "unavailable":
        return this.history.available && this.history.continued
          ? "History is unavailable at the moment: this answer is not kept."
          : "History is unavailable at the moment: this answer does not know what was said before, and is not kept.";
    }
  }
}
