import { ofBrowser } from "../storage";
import { strings, type Key } from "./strings";

/** Languages of the page, by their own names. */
export const languages = { en: "English", ko: "한국어" } as const;

export type Language = keyof typeof languages;

const name = "breakwater.language";
let current: Language = chosen() ?? firstOf(navigator.languages);

/** The language that the page speaks. */
export const language = (): Language => current;

/** Speaks another language from now on, everywhere. */
export function speak(next: Language): void {
  current = next;
  ofBrowser.set(name, next);
  for (const node of document.querySelectorAll("[data-said]")) sayings.get(node)?.();
}

/** A text of the page; `{name}` in it is replaced. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return strings[current][key].replace(/\{(\w+)\}/g, (_, value: string) => String(values[value] ?? ""));
}

const sayings = new WeakMap<Element, () => void>();

/** Writes into an element what depends on the language, now and whenever that changes. Returns the element. */
export function say<Kind extends Element>(element: Kind, write: (element: Kind) => void): Kind {
  element.setAttribute("data-said", "");
  sayings.set(element, () => write(element));
  write(element);
  return element;
}

/** An element whose text depends on the language. */
export const said = <Kind extends Element>(element: Kind, text: () => string): Kind =>
  say(element, (to) => {
    to.textContent = text();
  });

function chosen(): Language | undefined {
  const kept = ofBrowser.get(name);
  return kept !== undefined && kept in languages ? (kept as Language) : undefined;
}

/** The first of the browser's languages that the page speaks. */
export function firstOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const short = tag.toLowerCase().split("-")[0]!;
    if (short in languages) return short as Language;
  }
  return "en";
}
