import { isUtf8 } from "node:buffer";
import { ChatError } from "../engine";
import { bytesPerValue, countValues, findJsonFault, mostValues } from "../json";
import type { MemoryShare } from "./memory-budget";

/** A JSON text and what it says. */
export interface ParsedBody {
  /** The text as it came, without a byte order mark. */
  json: Buffer;
  value: unknown;
}

/**
 * Parses JSON that a client has sent, whatever way it came. Its values are counted before, and taken from the client's share of the memory.
 *
 * @param what how the text is called in messages: "The body"
 * @param param the field that it is, for the errors
 * @throws ChatError `invalid_json` says where and why, and quotes nothing; `too_many_values`, `overloaded`
 */
export function parseBody(bytes: Buffer, memory: MemoryShare, what = "The body", param?: string): ParsedBody {
  const json = withoutMark(bytes);
  const values = countValues(json, mostValues);
  if (values > mostValues) {
    throw new ChatError("too_many_values", `${what} has more than ${mostValues} values.`, { param });
  }
  // What is parsed counts as well: brackets are one byte each and take eighty.
  if (!memory.take(values * bytesPerValue)) throw noMemory();
  // Buffers are decoded with replacement characters, which would change what the client said.
  if (!isUtf8(json)) throw invalid(what, faultOfBytes(json), param);
  try {
    return { json, value: JSON.parse(json.toString("utf8")) as unknown };
  } catch {
    throw invalid(what, reasonOf(json), param);
  }
}

/** The service holds as much as it may. */
export function noMemory(): ChatError {
  return new ChatError("overloaded", "Too many large requests are under way.", { retryAfterSeconds: 1 });
}

const invalid = (what: string, reason: string, param: string | undefined): ChatError =>
  new ChatError("invalid_json", `${what} is not valid JSON: ${reason}.`, { param });

/** RFC 8259, section 8.1: a parser may ignore a byte order mark. .NET's and PowerShell's writers send one. */
function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function reasonOf(json: Buffer): string {
  if (json.length === 0) return "it is empty";
  if (isWide(json)) return faultOfBytes(json);
  const fault = findJsonFault(json);
  if (fault === undefined) return "it cannot be parsed";
  return `${fault.what} ${placeOf(json, fault.at)}`;
}

/** Text in an encoding that JSON must not have. */
function faultOfBytes(json: Buffer): string {
  if (isWide(json)) return "it is UTF-16 or UTF-32, and JSON is UTF-8";
  return `it is not UTF-8 ${placeOf(json, validUpTo(json))}`;
}

/** Whether the text begins as UTF-16 or UTF-32 does: with its mark, or with a zero byte beside an ASCII character. */
function isWide(json: Buffer): boolean {
  const [first, second] = json;
  if (first === undefined || second === undefined) return false;
  return (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe) || first === 0 || second === 0;
}

/** Bytes before the first that is no UTF-8: where decoding has put a replacement character for something else. */
function validUpTo(bytes: Buffer): number {
  const text = bytes.toString("utf8");
  for (let at = 0, from = 0; ;) {
    const next = text.indexOf(replacement, from);
    if (next === -1) return bytes.length;
    at += Buffer.byteLength(text.slice(from, next));
    if (!bytes.subarray(at, at + 3).equals(writtenReplacement)) return at;
    at += 3;
    from = next + 1;
  }
}

const replacement = "\ufffd";
const writtenReplacement = Buffer.from(replacement);

/** A place as JavaScript and Python tell it: characters from 0, line and column from 1. */
function placeOf(json: Buffer, at: number): string {
  const before = json.toString("utf8", 0, at);
  const lines = before.split("\n");
  return `at position ${before.length} (line ${lines.length}, column ${lines.at(-1)!.length + 1})`;
}
