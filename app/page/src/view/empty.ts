import { make } from "../dom";
import { Failure } from "../failure";
import { wordsOf } from "../text/failures";
import { said, t } from "../text/language";
import type { Key } from "../text/strings";

/** Where nothing was said yet. */
export const emptyView = (): HTMLElement => texts("welcome", "welcomeHint");

/** Where the address names a conversation that is not there. */
export const goneView = (): HTMLElement => texts("gone", "goneText");

/** While a conversation is fetched. */
export const loadingView = (): HTMLElement =>
  make(
    "div",
    { class: "empty" },
    said(make("p"), () => t("loading")),
  );

/** Where a conversation cannot be fetched. */
export function failedView(error: unknown, again: () => void): HTMLElement {
  const button = said(make("button", { type: "button" }), () => t("tryAgain"));
  button.addEventListener("click", again);
  const view = make(
    "div",
    { class: "empty" },
    said(make("h2"), () => t("loadFailed")),
  );
  if (error instanceof Failure) view.append(said(make("p"), () => wordsOf(error)));
  view.append(button);
  return view;
}

const texts = (title: Key, text: Key): HTMLElement =>
  make(
    "div",
    { class: "empty" },
    said(make("h2"), () => t(title)),
    said(make("p"), () => t(text)),
  );
