import { make } from "../dom";
import { announce } from "./announce";

/** How long a notice stays, in milliseconds. */
const shownMs = 8_000;

/** Shows a notice at the edge of the page, and reads it out. */
export function notify(text: string): void {
  document.querySelector(".notice")?.remove();
  const notice = make("div", { class: "notice" }, text);
  document.body.append(notice);
  announce(text);
  setTimeout(() => notice.remove(), shownMs);
}
