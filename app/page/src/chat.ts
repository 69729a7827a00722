import { ask, type EarlyIds, type Ending } from "./ask";
import type { Conversation } from "./conversations";
import { make } from "./dom";
import { Failure } from "./failure";
import { idOf, lookForKept, type Sought } from "./kept";
import { dollars } from "./text/formats";
import { said, t } from "./text/language";
import { AnswerView } from "./view/answer";
import type { Chosen } from "./view/choice";
import { QuestionView } from "./view/question";

/** What a conversation needs of the page. */
export interface ChatHooks {
  /** Who is to answer. */
  chosen(): Chosen;
  /** Ids of the conversations that are known. */
  known(): Set<string>;
  /** Something is shown that was not. */
  drawn(chat: Chat): void;
  /** It has got its id, or begins or ends an answer. */
  changed(chat: Chat): void;
  /** An answer came to its end, stopped or failed. */
  ended(chat: Chat, answer: AnswerView, failure: Failure | undefined): void;
}

/** A conversation: what is said in it, and how it goes on. It does so also while another one is shown. */
export class Chat {
  readonly element = make("div", { class: "chat" });
  /** Its id; a new one gets it with its first answer. */
  id: string | undefined;
  private readonly cost = make("p", { class: "facts total", hidden: true });
  /** The id that a new one will have if its first answer comes to an end, or is stopped. */
  private early: EarlyIds | undefined;
  private running: AbortController | undefined;
  private entries: (QuestionView | AnswerView)[] = [];
  /** What looks for ids that a stopped answer did not tell. */
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly hooks: ChatHooks) {
    this.element.append(this.cost);
  }

  /** Whether an answer is coming. */
  get answering(): boolean {
    return this.running !== undefined;
  }

  /** The id that the address has for it. */
  get address(): string | undefined {
    return this.id ?? this.early?.conversation;
  }

  /** Whether this is what is shown: it has the same messages. */
  shows({ messages }: Conversation): boolean {
    const said = messages.filter(({ role }) => role !== "system");
    return said.length === this.entries.length && said.every(({ id }, index) => this.entries[index]!.id === id);
  }

  /** The last question. */
  get lastText(): string {
    return this.lastQuestion()?.content ?? "";
  }

  /** Whether nothing was said yet. */
  get empty(): boolean {
    return this.entries.length === 0;
  }

  /** Shows what was said. */
  show(conversation: Conversation): void {
    this.id = conversation.id;
    this.entries = [];
    this.element.replaceChildren(this.cost);
    this.showCost(conversation.cost_usd);
    if (conversation.history_cut) this.element.prepend(said(make("p", { class: "note cut" }), () => t("historyCut")));
    for (const message of conversation.messages) {
      if (message.role === "user") this.add(this.question(message.content, message.id));
      else if (message.role === "assistant") this.add(this.answer()).show(message);
    }
    this.hooks.drawn(this);
  }

  /** Asks. */
  send(text: string): void {
    void this.reply(this.add(this.question(text, undefined)), async () => undefined);
  }

  /** Stops the answer that is coming; what came of it stays. */
  stop(): void {
    this.running?.abort();
  }

  private question(content: string, id: string | undefined): QuestionView {
    return new QuestionView(content, id, {
      edited: (question, text) => {
        if (this.answering) return false;
        const replaced = this.replaced(question);
        this.dropFrom(question);
        // Until it is answered, it stands for the message that it replaces.
        void this.reply(this.add(this.question(text, question.id)), replaced);
        return true;
      },
    });
  }

  private answer(): AnswerView {
    return new AnswerView({ drawn: () => this.hooks.drawn(this), again: (answer) => this.again(answer) });
  }

  /** Asks the question of an answer again, in its place. */
  private again(answer: AnswerView): void {
    const question = this.entries[this.entries.indexOf(answer) - 1];
    if (this.answering || !(question instanceof QuestionView)) return;
    const replaced = this.replaced(question);
    this.dropFrom(answer);
    void this.reply(question, replaced);
  }

  /**
   * How to find the id of the message that a question takes the place of. What the service has kept of a question that failed or was stopped is not
   * known: it is asked.
   */
  private replaced(question: QuestionView, unsure = false): () => Promise<string | undefined> {
    return async () => {
      await this.looking;
      if (this.id === undefined) return undefined;
      if (unsure || question.id === undefined) question.id = await idOf(this.sought(question), this.id);
      return question.id;
    };
  }

  private async reply(question: QuestionView, replaced: () => Promise<string | undefined>): Promise<void> {
    const known = this.hooks.known();
    const running = (this.running = new AbortController());
    const answer = this.add(this.answer());
    answer.wait();
    this.hooks.changed(this);
    let failure: Failure | undefined;
    try {
      await this.looking;
      const replace = await replaced();
      const asked = { message: question.content, session_id: this.id, replace, ...this.hooks.chosen() };
      const listener = {
        text: (piece: string) => answer.write(piece),
        began: (ids: EarlyIds) => {
          this.early = ids;
          this.hooks.changed(this);
        },
      };
      const ending = await ask(asked, listener, running.signal);
      this.learn(question, ending);
      this.early = undefined;
      this.showCost(ending.conversation_cost_usd);
      answer.end(ending);
    } catch (error) {
      if (running.signal.aborted) answer.stop();
      else {
        failure = error instanceof Failure ? error : new Failure("cut");
        this.failed(question, answer, failure);
      }
      if (running.signal.aborted || failure?.kind === "cut") this.looking = this.look(question, known);
      else this.early = undefined;
    } finally {
      this.running = undefined;
      this.hooks.changed(this);
      this.hooks.ended(this, answer, failure);
    }
  }

  private failed(question: QuestionView, answer: AnswerView, failure: Failure): void {
    const gone = failure.kind === "gone";
    answer.fail(failure, {
      label: gone ? "askInNew" : "tryAgain",
      run: () => {
        if (this.answering) return;
        if (gone) this.forget(question);
        const replaced = this.replaced(question, true);
        this.dropFrom(answer);
        void this.reply(question, replaced);
      },
    });
  }

  /** Begins anew with a question: the conversation that it stood in is gone. */
  private forget(question: QuestionView): void {
    this.id = undefined;
    this.early = undefined;
    question.id = undefined;
    this.cost.hidden = true;
    this.element.querySelector(".cut")?.remove();
    for (const entry of this.entries.splice(0, this.entries.indexOf(question))) entry.element.remove();
  }

  private learn(question: QuestionView, ids: Partial<Ending>): void {
    question.id = ids.user_message_id ?? question.id;
    if (typeof ids.session_id === "string") this.id = ids.session_id;
  }

  private lastQuestion(): QuestionView | undefined {
    return this.entries.findLast((entry) => entry instanceof QuestionView);
  }

  private sought(question: QuestionView, known = new Set<string>()): Sought {
    const { content, id } = question;
    const others = this.entries.filter((entry) => entry !== question).map((entry) => entry.id);
    return { content, id, conversation: this.id, others, known, early: this.early };
  }

  /** Looks for what the service has kept of a question whose answer did not come to its end. */
  private async look(question: QuestionView, known: Set<string>): Promise<void> {
    const found = await lookForKept(this.sought(question, known));
    this.early = undefined;
    if (found !== undefined) {
      this.id = found.conversation;
      question.id = found.id;
    }
    this.hooks.changed(this);
  }

  private add<View extends QuestionView | AnswerView>(view: View): View {
    this.entries.push(view);
    this.cost.before(view.element);
    return view;
  }

  private showCost(cost: number | null | undefined): void {
    if (typeof cost !== "number") return;
    this.cost.hidden = cost === 0;
    said(this.cost, () => t("costSoFar", { cost: dollars(cost) }));
  }

  private dropFrom(entry: QuestionView | AnswerView): void {
    for (const dropped of this.entries.splice(this.entries.indexOf(entry))) dropped.element.remove();
  }
}
