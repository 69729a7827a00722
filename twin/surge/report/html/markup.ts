import { plain } from "../words";

/** Markup that is safe to put into a page: only `html` and `raw` make it. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What `html` takes between its pieces: text is escaped, markup is not, nothing is left out. */
export type Piece = Markup | string | number | undefined | false | readonly Piece[];

/** Markup from a template; whatever comes from elsewhere is text in it and never markup. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return new Markup(strings.map((part, index) => part + textOf(pieces[index])).join(""));
}

/** Markup that is not escaped: for the page's own style and script alone. */
export const raw = (text: string): Markup => new Markup(text);

/** A JSON value inside a `script` element, which only `</script` and `<!--` could end or change. */
export const json = (value: unknown): Markup => raw(JSON.stringify(value).replace(/</g, "\\u003c"));

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text: string): string => plain(text).replace(/[&<>"']/g, (letter) => entities[letter]!);

function textOf(piece: Piece): string {
  if (piece === undefined || piece === false) return "";
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === "string") return escape(piece);
  return typeof piece === "number" ? String(piece) : piece.map(textOf).join("");
}
