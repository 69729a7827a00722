import { copyButton } from "../view/copy-button";
import { make } from "../dom";
import { highlight } from "../highlight/highlight";
import { say, t } from "../text/language";

/** Depths of the headings above the place that is dressed. */
export type Headings = number[];

/**
 * Makes an answer's blocks usable: code with its language and a copy button, what scrolls by keyboard, headings in order, each text in its own
 * direction. Code gets its colours once it is `complete`.
 */
export function dress(fragment: DocumentFragment, headings: Headings, complete: boolean): void {
  // A block's direction is that of its first letter, and what is in it follows: an attribute of its own would not count for that.
  for (const block of fragment.children) block.setAttribute("dir", "auto");
  for (const pre of fragment.querySelectorAll("pre")) dressCode(pre, complete);
  for (const table of fragment.querySelectorAll("table")) {
    const frame = scrolling(make("div", { class: "table" }), () => t("table"));
    table.replaceWith(frame);
    frame.append(table);
  }
  for (const heading of fragment.querySelectorAll("h1, h2, h3, h4, h5, h6")) inOrder(heading, headings);
}

function dressCode(pre: HTMLPreElement, complete: boolean): void {
  const code: HTMLElement = pre.querySelector("code") ?? pre;
  const language = /language-(\S+)/.exec(code.className)?.[1];
  const frame = make("div", { class: "code", dir: "ltr" });
  const copy = copyButton(() => code.textContent ?? "");
  frame.append(make("div", { class: "code-head" }, make("span", {}, language ?? ""), copy));
  pre.replaceWith(frame);
  frame.append(scrolling(pre, () => (language === undefined ? t("code") : t("codeIn", { language }))));
  if (complete && language !== undefined) highlight(code, language.toLowerCase());
}

function scrolling<Kind extends HTMLElement>(element: Kind, name: () => string): Kind {
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  return say(element, (to) => to.setAttribute("aria-label", name()));
}

/**
 * A message is under a heading of level 2. The answer's own go below it without a gap: an answer that begins with `###` has an h3 there that looks like
 * one of depth 3.
 */
function inOrder(heading: Element, above: Headings): void {
  const depth = Number(heading.tagName[1]);
  while (above.length > 0 && above.at(-1)! >= depth) above.pop();
  above.push(depth);
  const level = Math.min(6, above.length + 2) as 3 | 4 | 5 | 6;
  const own = make(`h${level}`, { class: `depth-${depth}`, dir: "auto" });
  own.append(...heading.childNodes);
  heading.replaceWith(own);
}
