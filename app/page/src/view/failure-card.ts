import { make } from "../dom";
import type { Failure } from "../failure";
import { saidOf, wordsOf } from "../text/failures";
import { wait } from "../text/formats";
import { said, t } from "../text/language";
import type { Key } from "../text/strings";

/** A failure in words, with a way on. Where the API says when to come back, the button counts down to it. */
export function failureCard(failure: Failure, { label, run }: { label: Key; run(): void }): HTMLElement {
  const words = said(make("p"), () => wordsOf(failure));
  const details = saidOf(failure);
  const alert = make(
    "div",
    { role: "alert" },
    words,
    details !== undefined && make("p", { class: "details", lang: "en" }, details),
  );
  const button = make("button", { type: "button" });
  let left = failure.facts.retryAfterSeconds ?? 0;
  said(button, () => (left > 0 ? t("tryAgainIn", { wait: wait(left) }) : t(label)));
  const card = make("div", { class: "failure" }, alert, button);
  const enable = (): void => {
    // `aria-disabled` and not `disabled`: the button keeps the focus that it may have.
    button.setAttribute("aria-disabled", String(left > 0));
    button.textContent = left > 0 ? t("tryAgainIn", { wait: wait(left) }) : t(label);
  };
  enable();
  button.addEventListener("click", () => left <= 0 && run());
  if (left > 0) countDown((seconds) => ((left = seconds), enable(), card.isConnected), left);
  return card;
}

/** Tells the seconds that are left, by the clock: a tab in the background has slow timers. */
function countDown(tell: (left: number) => boolean, seconds: number): void {
  const end = Date.now() + seconds * 1000;
  const timer = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (!tell(left) || left === 0) clearInterval(timer);
  }, 1000);
}
