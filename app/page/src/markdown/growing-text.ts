import type { Links, Token } from "marked";
import { blocksOf } from "./parse";

/** What a page does with the text that has come. */
export type Update =
  /** Nothing but more text at the end of what is shown. */
  | { kind: "append"; text: string }
  /** These blocks are complete and do not change again; those that are open take the place of what was open before. */
  | { kind: "render"; complete: Token[]; open: Token[] };

/** Below this length, in characters, an open block is parsed whenever text comes. */
const alwaysParsed = 1_500;

/** Above it, only when it has grown by this share, so that an answer's whole work grows with its length and not with the square of it. */
const growth = 1 / 8;

/**
 * Markdown that comes in pieces. A block that another one follows is complete; only the last one is parsed again. Inside an open fence the text is code
 * until the fence ends, and is not parsed at all.
 */
export class GrowingText {
  /** Characters that were parsed: what a test counts. */
  parsed = 0;
  /** Definitions of links, which may stand in any block. */
  readonly links: Links = {};
  /** Text of the blocks that are not complete, as far as it was parsed. */
  private open = "";
  /** Text that came after that. */
  private pending: string[] = [];
  private pendingLength = 0;
  /** Text that is shown as it came, after what was parsed. */
  private unparsed = "";
  /** What ends the code that is open. */
  private fence: RegExp | undefined;
  /** Beginning of the line that has not ended, while code is open. */
  private line = "";

  /** Takes a piece. */
  add(piece: string): void {
    this.pending.push(piece);
    this.pendingLength += piece.length;
  }

  /** What to show for all that was added; `undefined` where that is nothing. `last` where no more comes. */
  update(last = false): Update | undefined {
    if (this.pendingLength === 0 && !last) return undefined;
    let text = this.pending.join("");
    // A CR may be the first half of a line's end.
    const held = !last && text.endsWith("\r");
    if (held) text = text.slice(0, -1);
    this.pending = held ? ["\r"] : [];
    this.pendingLength = held ? 1 : 0;
    text = text.replace(/\r\n?/g, "\n");
    if (!last && this.canAppend(text)) {
      this.unparsed += text;
      return text === "" ? undefined : { kind: "append", text };
    }
    this.unparsed += text;
    return this.parse(last);
  }

  private canAppend(text: string): boolean {
    if (this.fence === undefined)
      return this.open.length >= alwaysParsed && this.unparsed.length + text.length < this.open.length * growth;
    const lines = this.line + text;
    // The beginning of a line is enough to see an end of the fence, and keeps endless lines cheap.
    this.line = lines.slice(lines.lastIndexOf("\n") + 1).slice(0, 200);
    return !this.fence.test(lines);
  }

  private parse(last: boolean): Update {
    const text = this.open + this.unparsed;
    this.unparsed = "";
    this.parsed += text.length;
    const tokens = blocksOf(text, this.links);
    const { count, end } = last ? { count: tokens.length, end: text.length } : completeBlocks(tokens, text);
    const complete = tokens.slice(0, count);
    const open = tokens.slice(count);
    this.open = text.slice(end);
    this.fence = open.length === 1 ? openFence(open[0]!) : undefined;
    this.line = this.open.slice(this.open.lastIndexOf("\n") + 1);
    return { kind: "render", complete, open };
  }
}

/**
 * How many of these blocks are complete, and where in their text they end. A block is complete once a whole line of another stands after it: "1. a", a
 * blank line and "2" are two blocks until the next character makes them a list of two.
 */
function completeBlocks(tokens: readonly Token[], text: string): { count: number; end: number } {
  const none = { count: 0, end: 0 };
  const count = tokens.findLastIndex(({ type }) => type !== "space");
  if (count <= 0) return none;
  let end = 0;
  for (const { raw } of tokens.slice(0, count + 1)) {
    // A list's text is without the white space after it, so the places are looked for.
    const start = text.indexOf(raw, end);
    if (start === -1) return none;
    end = start + raw.length;
  }
  const last = tokens[count]!;
  const start = end - last.raw.length;
  // What is a table is decided by its second line, and so is a heading that is underlined: "a" and "-" are one until "- b" makes that a list.
  const bySecond = last.type === "table" || (last.type === "heading" && last.raw.trimEnd().includes("\n"));
  const decided = text.indexOf("\n", bySecond ? text.indexOf("\n", start) + 1 : start);
  return decided === -1 ? none : { count, end: start };
}

/** What ends an open fence; `undefined` for a block that is no code, or whose first line is not complete. */
function openFence({ type, raw }: Token): RegExp | undefined {
  const marks = /^ {0,3}(`{3,}|~{3,})[^\n]*\n/.exec(raw)?.[1];
  if (type !== "code" || marks === undefined) return undefined;
  const end = new RegExp(`\\n {0,3}${marks[0]}{${marks.length},}[ \\t]*(?:\\n|$)`);
  return end.test(raw) ? undefined : new RegExp(`(?:^|\\n) {0,3}${marks[0]}{${marks.length},}`);
}
