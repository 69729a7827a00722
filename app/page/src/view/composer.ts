import { icon, make } from "../dom";
import { ofTab } from "../storage";
import { say, t } from "../text/language";
import { name } from "./copy-button";
import { sendOnEnter } from "./keys";

const drafts = "breakwater.draft.";

/** Forgets what was typed in this tab: somebody else may be next. */
export const forgetDrafts = (): void => ofTab.forget(drafts);

/** Where questions are written. What is typed is a draft of its conversation, and stays over a reload. */
export class Composer {
  readonly element = make("form", { class: "composer" });
  // Without a `maxlength`, which would cut a text that is pasted and say nothing: the API says what is too long.
  private readonly field = make("textarea", { id: "message", rows: 1, dir: "auto", "aria-describedby": "keys" });
  private readonly button = make("button", { id: "send", class: "round" }, icon("send"));
  private running = false;
  private key = "";

  constructor(private readonly hooks: { send(text: string): void; stop(): void }) {
    // A form with a name is a landmark.
    say(this.element, (to) => to.setAttribute("aria-label", t("ask")));
    say(this.field, (to) => {
      to.setAttribute("aria-label", t("question"));
      to.placeholder = t("placeholder");
    });
    say(this.button, () => this.nameButton());
    const hint = say(make("p", { id: "keys", class: "hint" }), (to) => (to.textContent = t("keys")));
    this.element.append(make("div", { class: "field" }, this.field, this.button), hint);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    // Enter never stops an answer: who types the next question while one is coming would lose it.
    sendOnEnter(this.field, () => this.submit());
    this.field.addEventListener("input", () => {
      ofTab.set(this.key, this.field.value);
      this.fit();
    });
  }

  /** Shows the draft of a conversation. */
  open(id: string | undefined): void {
    this.key = drafts + (id ?? "new");
    this.write(ofTab.get(this.key) ?? "");
  }

  /** The conversation that is open has got its id: its draft goes with it. */
  rename(id: string | undefined): void {
    ofTab.set(this.key, undefined);
    this.key = drafts + (id ?? "new");
    ofTab.set(this.key, this.field.value);
  }

  /** Puts a text where it can be sent. */
  write(text: string): void {
    this.field.value = text;
    ofTab.set(this.key, text);
    this.fit();
  }

  /** Puts a text there unless something else was typed. */
  draft(text: string | undefined): void {
    if (text !== undefined && this.field.value === "") this.write(text);
  }

  /** Whether an answer is coming: the button stops it then. */
  set answering(running: boolean) {
    this.running = running;
    this.button.replaceChildren(icon(running ? "stop" : "send"));
    this.button.type = running ? "button" : "submit";
    this.nameButton();
    this.button.onclick = running ? () => this.hooks.stop() : null;
  }

  focus(): void {
    this.field.focus();
  }

  private submit(): void {
    const text = this.field.value.trim();
    if (text === "" || this.running) return;
    this.write("");
    this.hooks.send(text);
  }

  private nameButton(): void {
    name(this.button, t(this.running ? "stop" : "send"));
  }

  /** Where the browser does not know `field-sizing`. */
  private fit(): void {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }
}
