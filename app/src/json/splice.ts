/** What becomes of an object's members, by name. */
export type MemberChanges = ReadonlyMap<string, MemberChange>;

/**
 * The JSON that a member has from now on, also as a function of the JSON that it had (`undefined` where there was none); `undefined` for a
 * member that goes.
 */
export type MemberChange = Buffer | string | undefined | ((had: Buffer | undefined) => Buffer | string);

/** Where a member of an object stands in its text. */
interface Member {
  name: string;
  start: number;
  value: number;
  end: number;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Changes members of a JSON object in its text and leaves every other byte as it is. Parsing and writing anew would not: numbers above 2^53
 * and decimals lose digits, `1e400` becomes `null`, names like `"7"` move to the front. New members come last. A name that
 * stands twice counts where it stands last, as `JSON.parse` has it; the others go, so that no two readers see different things.
 *
 * `json` must be an object that `JSON.parse` has taken: nothing is checked again.
 */
export function spliceMembers(json: Buffer, changes: MemberChanges): Buffer {
  const members = membersOf(json);
  const last = new Map<string, Member>();
  for (const member of members) last.set(member.name, member);
  const parts: (Buffer | string)[] = ["{"];
  const add = (...more: (Buffer | string)[]): void => {
    if (parts.length > 1) parts.push(",");
    parts.push(...more);
  };
  // Neighbours that stay are copied in one piece.
  let run: { start: number; end: number } | undefined;
  const endRun = (): void => {
    if (run !== undefined) add(json.subarray(run.start, run.end));
    run = undefined;
  };
  for (const member of members) {
    const { name, start, value, end } = member;
    if (last.get(name) !== member) {
      endRun();
    } else if (!changes.has(name)) {
      if (run === undefined) run = { start, end };
      else run.end = end;
    } else {
      endRun();
      const changed = resultOf(changes.get(name), json.subarray(value, end));
      if (changed !== undefined) add(json.subarray(start, value), changed);
    }
  }
  endRun();
  for (const [name, change] of changes) {
    if (last.has(name)) continue;
    const added = resultOf(change, undefined);
    if (added !== undefined) add(`${JSON.stringify(name)}:`, added);
  }
  parts.push("}");
  return joined(parts);
}

function resultOf(change: MemberChange, had: Buffer | undefined): Buffer | string | undefined {
  return typeof change === "function" ? change(had) : change;
}

/** One allocation for all parts: this is done for every request. */
function joined(parts: readonly (Buffer | string)[]): Buffer {
  let length = 0;
  for (const part of parts) length += typeof part === "string" ? Buffer.byteLength(part) : part.length;
  const all = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) at += typeof part === "string" ? all.write(part, at) : part.copy(all, at);
  return all;
}

/** The members of the object, in order. Everything in UTF-8 that structures JSON is one byte and part of no other character. */
function membersOf(json: Buffer): Member[] {
  const members: Member[] = [];
  let at = next(json, next(json, 0) + 1);
  while (json[at] === quote) {
    const start = at;
    at = afterString(json, at);
    const name = nameOf(json, start, at);
    at = next(json, at);
    const value = next(json, json[at] === colon ? at + 1 : at);
    const end = afterValue(json, value);
    members.push({ name, start, value, end });
    at = next(json, end);
    if (json[at] === comma) at = next(json, at + 1);
  }
  return members;
}

function nameOf(json: Buffer, start: number, end: number): string {
  const text = json.toString("utf8", start + 1, end - 1);
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
}

/** Index of the first byte at or after `at` that is no white space. */
function next(json: Buffer, at: number): number {
  let byte = json[at];
  while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = json[++at];
  return at;
}

/** Bytes of a string that are looked at one by one before a search takes over: names are short, prompts are long. */
const near = 48;

/** Index after the string that begins at `at`. */
export function afterString(json: Buffer, at: number): number {
  at += 1;
  for (const far = at + near; at < far; at++) {
    const byte = json[at];
    if (byte === quote) return at + 1;
    if (byte === backslash) at += 1;
  }
  for (let from = at; ; from++) {
    from = json.indexOf(quote, from);
    if (from === -1) return json.length;
    // A quote behind an odd number of backslashes is part of the string.
    let before = from;
    while (before > at && json[before - 1] === backslash) before -= 1;
    if ((from - before) % 2 === 0) return from + 1;
  }
}

/** Index after the value that begins at `at`. By counting and not by recursion: a body may nest deeper than the stack. */
function afterValue(json: Buffer, at: number): number {
  for (let depth = 0; at < json.length;) {
    switch (json[at]) {
      case quote:
        at = afterString(json, at);
        break;
      case openBrace:
      case openBracket:
        depth += 1;
        at += 1;
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        at += 1;
        break;
      default:
        at = afterPlain(json, at, depth === 0);
    }
    if (depth === 0) return at;
  }
  return at;
}

/** Index after a number or a word, and within a nested value also after the white space, commas and colons around it. */
function afterPlain(json: Buffer, at: number, single: boolean): number {
  for (; at < json.length; at++) {
    const byte = json[at];
    if (byte === quote || byte === openBrace || byte === openBracket || byte === closeBrace || byte === closeBracket)
      break;
    if (single && (byte === comma || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) break;
  }
  return at;
}
