import { icon, make } from "../dom";
import { say, said, t } from "../text/language";
import { copyButton, name } from "./copy-button";
import { ofInputMethod, sendOnEnter } from "./keys";

/** What a question needs of the conversation that it stands in. */
export interface QuestionHooks {
  /** Asks it anew with another text; false where that cannot be now. */
  edited(question: QuestionView, text: string): boolean;
}

/** A question of the user's. */
export class QuestionView {
  readonly element = make("article", { class: "question" });
  private readonly edit = make("button", { type: "button", class: "icon edit" }, icon("edit"));

  private readonly copy = copyButton(() => this.content);

  constructor(
    readonly content: string,
    /** Its id, once the API has told it. */
    public id: string | undefined,
    private readonly hooks: QuestionHooks,
  ) {
    say(this.edit, (to) => name(to, t("edit")));
    say(this.copy, (to) => name(to, t("copyQuestion")));
    this.edit.addEventListener("click", () => this.openEditor());
    this.show();
  }

  private show(): void {
    const heading = said(make("h2", { class: "hidden" }), () => t("youAsked"));
    // The user's text is text: what was typed is what is shown.
    this.element.replaceChildren(
      heading,
      make("div", { class: "text", dir: "auto" }, this.content),
      make("div", { class: "actions" }, this.edit, this.copy),
    );
  }

  private openEditor(): void {
    const field = make("textarea", { rows: 2, dir: "auto" });
    field.value = this.content;
    say(field, (to) => to.setAttribute("aria-label", t("editLabel")));
    const ask = said(make("button", { class: "primary" }), () => t("ask"));
    const cancel = said(make("button", { type: "button" }), () => t("cancel"));
    const hint = said(make("p", { class: "hint" }), () => t("editHint"));
    const form = make("form", { class: "editor" }, field, hint, make("div", { class: "buttons" }, cancel, ask));
    const close = (): void => {
      this.show();
      this.edit.focus();
    };
    cancel.addEventListener("click", close);
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || ofInputMethod(event)) return;
      // Escape means this editor, and not the answer that may be coming.
      event.stopPropagation();
      close();
    });
    sendOnEnter(field, () => form.requestSubmit());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (text !== "") this.hooks.edited(this, text);
    });
    this.element.replaceChildren(form);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }
}
