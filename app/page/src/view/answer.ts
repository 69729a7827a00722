import type { Ending } from "../ask";
import type { Message } from "../conversations";
import type { Failure } from "../failure";
import { icon, make } from "../dom";
import { LiveMarkdown, markdown } from "../markdown/live-markdown";
import { language, say, said, t } from "../text/language";
import type { Key } from "../text/strings";
import { copyButton, name } from "./copy-button";
import { failureCard } from "./failure-card";
import { factsOf } from "./facts";

/** What an answer needs of the conversation that it stands in. */
export interface AnswerHooks {
  /** Something is shown that was not. */
  drawn(): void;
  /** Asks its question again. */
  again(answer: AnswerView): void;
}

const endings: Partial<Record<string, Key>> = {
  stopped: "stopped",
  length: "endLength",
  content_filter: "endFilter",
  error: "endError",
  tool_calls: "endTool",
  function_call: "endTool",
};

const histories: Partial<Record<string, Key>> = {
  trimmed: "historyTrimmed",
  unavailable: "historyUnavailable",
  "not kept": "historyNotKept",
};

const noteElement = (): HTMLElement => make("p", { class: "note" });

/** An answer: its text, how it ended, what it cost, and what can be done with it. */
export class AnswerView {
  readonly element = make("article", { class: "answer" });
  /** Its id, where the API keeps it. */
  id: string | undefined;
  private readonly heading = make("h2", { class: "hidden" });
  private readonly body = make("div", { class: "markdown" });
  private readonly foot = make("div", { class: "foot" });
  private readonly live: LiveMarkdown;
  private text = "";

  constructor(private readonly hooks: AnswerHooks) {
    this.live = new LiveMarkdown(this.body, () => hooks.drawn());
    said(this.heading, () => t("answer"));
    this.element.append(this.heading, this.body, this.foot);
  }

  /** What is read out of it: its text and how it ended. */
  get spoken(): string {
    const notes = [...this.foot.querySelectorAll(".note")].map((note) => note.textContent);
    return [`${t("answer")}:`, this.body.textContent, ...notes].join(" ");
  }

  /** Shows that something is coming. */
  wait(): void {
    this.element.classList.add("waiting");
    this.element.setAttribute("aria-busy", "true");
  }

  write(piece: string): void {
    this.text += piece;
    this.live.add(piece);
  }

  /** An answer that was kept. */
  show({ id, content, model, finish_reason: reason }: Message): void {
    this.id = id;
    this.text = content;
    this.body.append(markdown(content));
    if (model) said(this.heading, () => t("answerBy", { model }));
    const ended = endings[reason ?? ""];
    if (ended !== undefined) this.note(ended);
    if (content.trim() === "" && reason !== "stopped") this.note("emptyAnswer");
    if (model) this.foot.append(make("p", { class: "facts" }, model));
    this.addActions();
  }

  /** It came to its end. */
  end(ending: Ending): void {
    this.settle();
    this.id = ending.message_id ?? undefined;
    const { model } = ending;
    if (model !== undefined) said(this.heading, () => t("answerBy", { model }));
    const { refusal } = ending;
    if (refusal) {
      this.text += refusal;
      this.note("refusal");
      this.foot.append(make("p", { class: "note" }, refusal));
    }
    const ended = typeof ending.finish_reason === "string" ? endings[ending.finish_reason] : "endMissing";
    if (ended !== undefined) this.note(ended);
    else if (this.text.trim() === "") this.note("emptyAnswer");
    const { history, notice } = ending;
    const told = histories[history ?? ""];
    // The API's own words say more, and are English.
    if (told !== undefined) this.foot.append(said(noteElement(), () => (language() === "en" && notice) || t(told)));
    else if (notice !== undefined && history !== "kept") this.foot.append(make("p", { class: "note" }, notice));
    this.foot.append(said(make("p", { class: "facts" }), () => factsOf(ending)));
    this.addActions();
    this.hooks.drawn();
  }

  /** The user stopped it. */
  stop(): void {
    this.settle();
    this.note("stopped");
    this.addActions();
    this.hooks.drawn();
  }

  /** It failed; what came of it stays. */
  fail(failure: Failure, retry: { label: Key; run(): void }): void {
    this.settle();
    this.element.classList.add("failed");
    this.foot.append(failureCard(failure, retry));
    this.hooks.drawn();
  }

  private settle(): void {
    this.element.classList.remove("waiting");
    this.element.removeAttribute("aria-busy");
    this.live.end();
  }

  private note(key: Key): void {
    this.foot.append(said(noteElement(), () => t(key)));
  }

  private addActions(): void {
    const copy = copyButton(() => this.text);
    say(copy, (to) => name(to, t("copyAnswer")));
    const again = make("button", { type: "button", class: "icon again" }, icon("again"));
    say(again, (to) => name(to, t("regenerate")));
    again.addEventListener("click", () => this.hooks.again(this));
    this.foot.append(make("div", { class: "actions" }, copy, again));
  }
}
