import { icon, make } from "../dom";
import { announce } from "./announce";
import { say, t } from "../text/language";

/** How long a button says that it copied, in milliseconds. */
const shownMs = 2_000;

/** A button that copies a text. */
export function copyButton(text: () => string): HTMLButtonElement {
  const button = make("button", { type: "button", class: "icon copy" }, icon("copy"));
  say(button, (to) => name(to, t("copy")));
  button.addEventListener("click", () => {
    void copy(text()).then((copied) => {
      button.replaceChildren(icon(copied ? "check" : "close"));
      announce(t(copied ? "copied" : "notCopied"));
      setTimeout(() => button.replaceChildren(icon("copy")), shownMs);
    });
  });
  return button;
}

/** Gives a button that shows only a drawing its name, for ears and as a hint. */
export function name(button: HTMLElement, text: string): void {
  button.setAttribute("aria-label", text);
  button.title = text;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without HTTPS there is no clipboard; the old way works in an event of the user's.
    const field = make("textarea", { class: "hidden", "aria-hidden": "true" });
    field.value = text;
    const focused = document.activeElement;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}
