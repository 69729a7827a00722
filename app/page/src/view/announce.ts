import { make } from "../dom";

/** Longest text, in characters, that is read out: the rest can be read in the page. */
const longest = 1_000;

const region = make("div", { role: "status", class: "hidden" });

/** The page's one live region. It must be in the page before anything is announced. */
export const liveRegion = (): HTMLElement => region;

/** Tells something politely to who does not see the page. */
export function announce(text: string): void {
  // The same text twice is no change, and would not be read.
  region.replaceChildren();
  region.textContent = text.length > longest ? `${text.slice(0, longest)}…` : text;
}
