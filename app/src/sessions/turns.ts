import { titleFrom } from "./title";
import type { Session, SessionBounds, SessionMessage } from "./types";

/** Messages in whole turns: a question and all that was said until the next one. */
export interface Turns {
  /** System messages before the first question: they are never dropped. */
  preamble: SessionMessage[];
  /** Each begins with a user's message. */
  turns: SessionMessage[][];
}

/**
 * A conversation in turns. What stands before the first question and is no system message belongs to no turn and is left out: chat templates
 * (Mistral's, Gemma's, Llama 2's) refuse a history that begins with the assistant.
 */
export function turnsOf(messages: readonly SessionMessage[]): Turns {
  const preamble: SessionMessage[] = [];
  const turns: SessionMessage[][] = [];
  for (const message of messages) {
    const turn = turns.at(-1);
    if (message.role === "user") turns.push([message]);
    else if (turn !== undefined) turn.push(message);
    else if (message.role === "system") preamble.push(message);
  }
  return { preamble, turns };
}

/** A new turn, and where it belongs. */
export interface NewTurn {
  user: string;
  question: SessionMessage;
  answer: SessionMessage;
  /** Ids of the messages that it comes in the place of; the first of them is a user's. */
  replaces: readonly string[];
  /** The conversation was there before. */
  continued: boolean;
  /** The model did not see all turns before. */
  trimmed: boolean;
  /** What the answer has cost. Default: nothing */
  costDollars?: number;
  /** ISO 8601. */
  at: string;
}

/** What became of a new turn. `tooLarge`: it alone is above the bounds. `gone`: the conversation is there no more; `changed`: what it replaces is not. */
export type Added = { kind: "kept"; session: Session } | { kind: "tooLarge" } | { kind: "gone" } | { kind: "changed" };

/**
 * A conversation with one more turn, within its bounds: whole turns go, the oldest first. A turn stands where what it replaces stood; what another tab has
 * added since stands behind it. Adding a turn that is there already changes nothing, so
 * a write whose answer was lost can be made again.
 */
export function addTurn(current: Session | undefined, turn: NewTurn, bounds: SessionBounds): Added {
  const { question, answer, replaces } = turn;
  if (current === undefined && turn.continued) return { kind: "gone" };
  const before = current?.messages ?? [];
  if (current !== undefined && before.some(({ id }) => id === question.id)) return { kind: "kept", session: current };
  // Another tab has replaced the same message meanwhile, or the bounds have dropped it.
  if (replaces.length > 0 && !before.some(({ id }) => id === replaces[0])) return { kind: "changed" };
  const replaced = new Set(replaces);
  const { preamble, turns } = turnsOf(before.filter(({ id }) => !replaced.has(id)));
  const place =
    replaces.length === 0 ? turns.length : turnsOf(before).turns.findIndex((turn) => turn[0]?.id === replaces[0]);
  const dropped = withinBounds(preamble, turns, [question, answer], bounds);
  if (dropped === undefined) return { kind: "tooLarge" };
  const behind = Math.max(dropped, place);
  const messages = [
    ...preamble,
    ...turns.slice(dropped, behind).flat(),
    question,
    answer,
    ...turns.slice(behind).flat(),
  ];
  return {
    kind: "kept",
    session: {
      user: turn.user,
      messages,
      costDollars: (current?.costDollars ?? 0) + (turn.costDollars ?? 0),
      title: current?.title ?? titleFrom(question.content),
      createdAt: current?.createdAt ?? turn.at,
      updatedAt: turn.at,
      dropped: (current?.dropped ?? false) || dropped > 0,
      trimmed: turn.trimmed,
    },
  };
}

/** How many of the oldest turns must go for the new one; `undefined` where it does not fit even alone. */
function withinBounds(
  preamble: readonly SessionMessage[],
  turns: readonly SessionMessage[][],
  added: readonly SessionMessage[],
  { maxMessages, maxBytes }: SessionBounds,
): number | undefined {
  let count = preamble.length + added.length;
  let bytes = sizeOf(preamble) + sizeOf(added);
  if (count > maxMessages || bytes > maxBytes) return undefined;
  let first = turns.length;
  while (first > 0) {
    const turn = turns[first - 1]!;
    count += turn.length;
    bytes += sizeOf(turn);
    if (count > maxMessages || bytes > maxBytes) break;
    first -= 1;
  }
  return first;
}

const sizeOf = (messages: readonly SessionMessage[]): number =>
  messages.reduce((sum, message) => sum + Buffer.byteLength(JSON.stringify(message)) + 1, 0);
