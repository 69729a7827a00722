import { ChatError } from "../engine";
import { mostValues } from "../json";

/** Values that each of a call's messages is parsed to: itself, its role and its content. */
export const valuesPerMessage = 3;

/** `repeated Message messages = 1`. */
const messagesField = 1;

/** How the fields of a `ChatRequest` are written, by number. The decoder goes by the number alone, whatever kind the tag says. */
const kinds: Readonly<Record<number, number>> = { 1: 2, 2: 2, 3: 2, 4: 1, 5: 0, 6: 0, 7: 2, 8: 2 };

/**
 * Reads a request, unless it is none or has more messages than are good for the process: an empty one is two bytes on the wire and a hundred in memory.
 * They are counted before anything is decoded. The refusal comes in place of the request, because grpc-js tells any failure here as a fault of the server.
 */
export function bounded<Request extends object>(decode: (bytes: Buffer) => Request) {
  return (bytes: Buffer): Request | { refusal: ChatError } => {
    if (countMessages(bytes) * valuesPerMessage <= mostValues) {
      try {
        return decode(bytes);
      } catch {
        return { refusal: new ChatError("invalid_request", "The message is no ChatRequest of chat.proto.") };
      }
    }
    const message = `messages has more than ${Math.floor(mostValues / valuesPerMessage)} items.`;
    return { refusal: new ChatError("too_many_values", message, { param: "messages" }) };
  };
}

/** The messages of a `ChatRequest`. What is no Protocol Buffers ends the count; the decoder refuses it. */
export function countMessages(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    const field = Math.floor(tag.value / 8);
    if (field === messagesField) count += 1;
    at = afterField(bytes, tag.end, kinds[field] ?? tag.value & 7);
  }
  return count;
}

/** Index after a field's value (https://protobuf.dev/programming-guides/encoding/#structure); the end for one that there is not. */
function afterField(bytes: Buffer, at: number, kind: number): number {
  if (kind === groupStart) return afterGroup(bytes, at);
  if (kind === 0) return varint(bytes, at).end;
  if (kind === 1) return at + 8;
  if (kind === 5) return at + 4;
  if (kind !== 2) return bytes.length;
  const length = varint(bytes, at);
  return length.end + length.value;
}

/** A group of the first protocol: fields up to the tag that ends it. */
function afterGroup(bytes: Buffer, from: number): number {
  let at = from;
  for (let depth = 1; depth > 0 && at < bytes.length;) {
    const tag = varint(bytes, at);
    const kind = tag.value & 7;
    at = tag.end;
    if (kind === groupStart) depth += 1;
    else if (kind === groupEnd) depth -= 1;
    else at = afterField(bytes, at, kind);
  }
  return at;
}

const groupStart = 3;
const groupEnd = 4;

/** A tag or a length: as the decoder has them, of 32 bits, however many are written. */
function varint(bytes: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined) return { value: 0, end: bytes.length };
    if (shift < 32) value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value: value % 2 ** 32, end: at };
  }
  return { value: 0, end: bytes.length };
}
