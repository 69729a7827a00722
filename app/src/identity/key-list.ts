import { createHash } from "node:crypto";
import { z } from "zod";
import type { KeyEntry } from "./key-entry";

/** Name of every key of a plain list, which has none of its own. */
const plainKeyName = "plain";

/** Names that mean something else where a key's name stands. */
const reserved: readonly string[] = [plainKeyName, "none"];

/** A list of keys that cannot be used: all that is wrong with it, by key and property. No key, digest or value is quoted. */
export class KeyListError extends Error {
  override readonly name = "KeyListError";

  constructor(readonly problems: readonly string[]) {
    super(`The list of API keys does not fit:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

// Too short for a key, of which one might be written here by mistake.
const namePattern = /^[\w.-]{1,40}$/;
const nameWords = "1 to 40 letters, digits, dots, dashes or underscores";
const digestWords =
  "the SHA-256 of the key, 64 hexadecimal digits and not those of an empty text, or a list of 1 to 5 of them";
const dateWords =
  'a date such as "2027-01-31", which ends with the day before, or a time such as "2027-01-31T12:00:00Z"';

const whole = (minimum: number, maximum: number) => {
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  return z.number(allowed).int(allowed).min(minimum, allowed).max(maximum, allowed);
};
const names = z
  .array(z.string("a name").min(1, "a name").max(256, "a name"), "a list of names")
  .min(1, "a list of at least one name");
const digest = z
  .string(digestWords)
  .regex(/^[0-9a-f]{64}$/i, digestWords)
  .transform((text) => text.toLowerCase())
  // What a script writes whose variable with the key is empty. Everybody has that key.
  .refine((text) => text !== sha256Of(""), digestWords);
const time = z.union([z.iso.date(), z.iso.datetime({ offset: true })], dateWords).transform((text) => Date.parse(text));

/** One entry of the list. Strict: a limit whose name is misspelt would be no limit. */
const entrySchema = z.strictObject({
  name: z
    .string(nameWords)
    .regex(namePattern, nameWords)
    .refine((name) => !reserved.includes(name), `a name other than ${reserved.join(" and ")}`),
  owner: z
    .string("1 to 128 letters, digits or . @ : + - _")
    .regex(/^[\w.@:+-]{1,128}$/, "1 to 128 letters, digits or . @ : + - _"),
  sha256: z.union(
    [digest.transform((single) => [single]), z.array(digest).min(1, digestWords).max(5, digestWords)],
    digestWords,
  ),
  models: names.optional(),
  useCases: names.optional(),
  requestsPerMinute: whole(1, 1_000_000).optional(),
  tokensPerMinute: whole(1, 1_000_000_000).optional(),
  tokensPerDay: whole(1, 1_000_000_000_000).optional(),
  dollarsPerDay: z.number("a number above 0").positive("a number above 0").max(1_000_000, "at most 1000000").optional(),
  maxTokens: whole(1, 1_000_000).optional(),
  // OpenAI's own bound on n.
  maxN: whole(1, 128).optional(),
  expires: time.optional(),
});

/** What a bearer token is written with (`b64token`, RFC 6750, 2.1), a letter or a digit among it. */
const plainKey = /^(?=.*[a-z\d])[\w.~+/-]+=*$/i;

const plainWords =
  "keys of letters, digits and - . _ ~ + / = alone, one a line or by commas, or the whole list in JSON";
const shape = 'an object such as {"keys": [{"name": "shop", "owner": "team-shop", "sha256": "…"}]}';
const listSchema = z.strictObject({ keys: z.array(z.unknown(), shape) }, shape);

/**
 * The keys of a list: JSON with an entry for each, or the keys themselves, one a line or separated by commas, which then have
 * no limits and one name.
 *
 * @throws KeyListError with every problem, when it is neither: a list in YAML, or with comments, would be one of words that are keys.
 */
export function parseKeyList(text: string): KeyEntry[] {
  // Editors of some systems write a byte order mark.
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  return /^[{[]/.test(trimmed) ? entriesOf(trimmed) : plainKeys(trimmed);
}

/** SHA-256 of a key, lower-case hex: what the list has of it. */
export const sha256Of = (key: string): string => createHash("sha256").update(key).digest("hex");

function plainKeys(text: string): KeyEntry[] {
  const lines = text.split("\n").map((line) => line.split(/[\s,]+/).filter((key) => key !== ""));
  const problems = lines.flatMap((keys, index) =>
    keys.every((key) => plainKey.test(key)) ? [] : [`line ${index + 1} is not allowed: ${plainWords}`],
  );
  if (/^(null|true|false)$/.test(text)) problems.push(`the list is not allowed: ${shape}`);
  if (problems.length > 0) throw new KeyListError(problems);
  const keys = new Set(lines.flat());
  return [...keys].map((key) => ({
    name: plainKeyName,
    // Tells one key from another and not which it is; a place in the list would change owners when the list does.
    owner: `key-${sha256Of(`owner of ${key}`).slice(0, 16)}`,
    sha256: [sha256Of(key)],
  }));
}

function entriesOf(text: string): KeyEntry[] {
  const problems: string[] = [];
  const entries: KeyEntry[] = [];
  for (const [index, value] of listOf(text).entries()) {
    const read = entrySchema.safeParse(value);
    if (read.success) {
      const { expires, ...entry } = read.data;
      entries.push({ ...entry, ...(expires === undefined ? {} : { expiresAt: expires }) });
    } else problems.push(...read.error.issues.map((issue) => problemOf(labelOf(value, index), issue)));
  }
  problems.push(...repeated(entries));
  if (problems.length > 0) throw new KeyListError(problems);
  return entries;
}

function listOf(text: string): unknown[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own words quote what stands there.
    throw new KeyListError(["the text is not valid JSON"]);
  }
  const read = listSchema.safeParse(json);
  if (!read.success) throw new KeyListError([`the list is not allowed: ${shape}`]);
  return read.data.keys;
}

function problemOf(label: string, issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    // A property's name is quoted where it cannot be a key.
    const unknown = issue.keys.map((key) => (/^[a-zA-Z_]{1,30}$/.test(key) ? key : "one of its properties"));
    return `${label}: ${unknown.join(", ")} is not known; there are ${Object.keys(entrySchema.shape).join(", ")}`;
  }
  const path = issue.path.map(String).join(".");
  return `${label}: ${path === "" ? "the entry" : path} is not allowed: ${path === "" ? shape : issue.message}`;
}

/** Names and digests that stand in more than one entry. */
function repeated(entries: readonly KeyEntry[]): string[] {
  const problems: string[] = [];
  const byName = new Set<string>();
  const byDigest = new Map<string, string>();
  for (const { name, sha256 } of entries) {
    if (byName.has(name)) problems.push(`key "${name}": name is not allowed: another entry has it`);
    byName.add(name);
    for (const digest of sha256) {
      const other = byDigest.get(digest);
      if (other !== undefined) problems.push(`key "${name}": sha256 is not allowed: key "${other}" has the same`);
      byDigest.set(digest, name);
    }
  }
  return problems;
}

/** How an entry is called in a problem: by its name where that is one, else by its place. */
function labelOf(value: unknown, index: number): string {
  const name = typeof value === "object" && value !== null ? (value as { name?: unknown }).name : undefined;
  return typeof name === "string" && namePattern.test(name) ? `key "${name}"` : `keys[${index}]`;
}
