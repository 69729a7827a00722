import { isObject } from "../json";
import { parsed } from "./answer";
import { UpstreamError } from "./errors";
import { dataOf, isDone } from "./sse";
import { StreamReader } from "./stream-reader";

type Json = Record<string, unknown>;

/** Largest stream that is put together, bytes: its pieces take many times the room of what they say. */
const largestStream = 8 * 1024 * 1024;

/** Whether a body that was to be JSON begins as a stream of events. */
export const looksLikeEvents = (bytes: Buffer): boolean =>
  /^\uFEFF?\s*(data|event|id|retry|):/.test(bytes.toString("utf8", 0, 64));

/**
 * The whole answer that a stream of a completion makes, for a backend that streams unasked. Fails with an `UpstreamError` where the stream is no
 * complete answer.
 */
export function assembled(bytes: Buffer): Json {
  if (bytes.length > largestStream) throw new UpstreamError("garbage", "a stream came in place of a whole answer");
  const reader = new StreamReader({ endpoint: "chat/completions", keepUsage: true });
  const answer: Json = {};
  const choices = new Map<number, Json>();
  const give = (event: Buffer): void => {
    const data = dataOf(event);
    const piece = data === undefined || isDone(data) ? undefined : parsed(data);
    if (isObject(piece)) addPiece(answer, choices, piece);
  };
  reader.push(bytes, { give });
  reader.end({ give });
  if (answer.object === "chat.completion.chunk") answer.object = "chat.completion";
  return { ...answer, choices: [...choices.values()].sort((a, b) => Number(a.index) - Number(b.index)) };
}

function addPiece(answer: Json, choices: Map<number, Json>, { choices: given, ...frame }: Json): void {
  for (const [name, value] of entriesOf(frame)) if (value !== null || !(name in answer)) answer[name] = value;
  if (!Array.isArray(given)) return;
  for (const choice of given.filter(isObject)) {
    const { index = 0, delta, text, ...rest } = choice;
    const known = choices.get(Number(index)) ?? {
      index,
      ...(isObject(delta) && { message: { role: "assistant", content: null } }),
    };
    choices.set(Number(index), known);
    if (isObject(delta)) addDelta((known.message ??= {}) as Json, delta);
    if (typeof text === "string") known.text = `${(known.text as string | undefined) ?? ""}${text}`;
    for (const [name, value] of entriesOf(rest)) {
      known[name] =
        isObject(known[name]) && isObject(value) ? joined(known[name], value) : (value ?? known[name] ?? null);
    }
  }
}

/** Members that a stream says once, and may say again. */
const saidOnce: ReadonlySet<string> = new Set(["role", "id", "type", "name"]);

/** Texts go on, calls of tools go on at their index, and the rest is as it was said last. */
function addDelta(message: Json, delta: Json): void {
  for (const [name, value] of entriesOf(delta)) {
    const had = message[name];
    if (Array.isArray(value)) message[name] = addItems(Array.isArray(had) ? had : [], value);
    else if (isObject(value) && isObject(had)) addDelta(had, value);
    else if (typeof value === "string" && typeof had === "string" && !saidOnce.has(name)) message[name] = had + value;
    else if (value !== null || had === undefined) message[name] = value;
  }
}

function addItems(items: unknown[], given: readonly unknown[]): unknown[] {
  for (const item of given) {
    if (!isObject(item) || typeof item.index !== "number") items.push(item);
    else {
      const { index, ...rest } = item;
      // A place that no server gives is none: it would make a list of that length.
      const at = Number.isSafeInteger(index) && index >= 0 && index < 1_000 ? index : items.length;
      const known = (items[at] ??= {}) as Json;
      addDelta(known, rest);
    }
  }
  return items;
}

/** Log probabilities of a stream's pieces follow each other. */
function joined(had: Json, given: Json): Json {
  const all = { ...had };
  for (const [name, value] of entriesOf(given)) {
    const before = all[name];
    all[name] =
      Array.isArray(before) && Array.isArray(value) ? [...(before as unknown[]), ...(value as unknown[])] : value;
  }
  return all;
}

/** The members of an object from outside, without the one by which it would write into every object of the process. */
const entriesOf = (json: Json): [string, unknown][] => Object.entries(json).filter(([name]) => name !== "__proto__");
