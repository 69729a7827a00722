/** What the colours tell apart. */
export type Kind = "comment" | "keyword" | "string" | "number" | "name" | "type" | "meta" | "added" | "removed";

/** A piece of code: how many characters it has, and its kind. */
export type Run = [length: number, kind: Kind | undefined];

/** highlight.js' scopes (https://highlightjs.readthedocs.io/en/stable/css-classes-reference.html), by the first word of each. Others have no colour. */
const kinds: Partial<Record<string, Kind>> = {
  comment: "comment",
  quote: "comment",
  keyword: "keyword",
  literal: "keyword",
  "selector-tag": "keyword",
  name: "keyword",
  string: "string",
  regexp: "string",
  symbol: "string",
  link: "string",
  number: "number",
  bullet: "number",
  title: "name",
  section: "name",
  attr: "name",
  attribute: "name",
  property: "name",
  "selector-class": "name",
  "selector-id": "name",
  built_in: "type",
  type: "type",
  variable: "type",
  "template-variable": "type",
  meta: "meta",
  addition: "added",
  deletion: "removed",
};

const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

/**
 * The runs of highlight.js' markup, which is text, these entities and `<span class="hljs-…">`. `undefined` where its text is not the code, to the
 * character: then nothing is coloured.
 */
export function runsOf(markup: string, code: string): Run[] | undefined {
  const runs: Run[] = [];
  const open: (Kind | undefined)[] = [];
  let at = 0;
  for (const [part, scope] of markup.matchAll(
    /<span class="(?:hljs-|language-)([^" ]*)[^"]*">|<\/span>|&#?\w+;|[^<&]+/g,
  )) {
    if (scope !== undefined) open.push(kinds[scope] ?? open.at(-1));
    else if (part === "</span>") open.pop();
    else {
      const text = entities[part] ?? part;
      if (!code.startsWith(text, at)) return undefined;
      at += text.length;
      const last = runs.at(-1);
      if (last !== undefined && last[1] === open.at(-1)) last[0] += text.length;
      else runs.push([text.length, open.at(-1)]);
    }
  }
  return at === code.length ? runs : undefined;
}
