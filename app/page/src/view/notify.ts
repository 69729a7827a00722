import { make } from "../dom";
import { said, t } from "../text/language";
import type { Key } from "../text/strings";
import { announce } from "./announce";

/** How long a notice stays, and how long after the reader has left it, in milliseconds. */
const shownMs = 10_000;
const afterMs = 2_000;

/** What a notice offers, and what happens when it goes without. */
export interface Offer {
  label: Key;
  run(): void;
  gone(): void;
}

let close = (): void => undefined;

/**
 * Shows a notice at the edge of the page, in the place of the one before, and reads it out. It goes by itself, but not under the pointer or while the
 * keyboard is in it (WCAG 2.2.1).
 */
export function notify(text: string, offer?: Offer): void {
  closeNotice();
  const notice = make("section", { class: "notice", "aria-label": t("notice") }, make("span", {}, text));
  let taken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  close = (): void => {
    close = () => undefined;
    clearTimeout(timer);
    notice.remove();
    if (!taken) offer?.gone();
  };
  const wait = (ms: number): void => {
    timer = setTimeout(() => (notice.matches(":hover, :has(:focus-visible)") ? wait(afterMs) : close()), ms);
  };
  if (offer !== undefined) {
    const button = said(make("button", { type: "button" }), () => t(offer.label));
    button.addEventListener("click", () => {
      taken = true;
      close();
      offer.run();
    });
    notice.append(button);
  }
  document.body.append(notice);
  announce(text);
  wait(shownMs);
}

/** Gives the focus to what the notice offers: what had it is gone. */
export const focusOffer = (): void => document.querySelector<HTMLElement>(".notice button")?.focus();

/** Ends the notice that is shown, if any. */
export const closeNotice = (): void => close();
