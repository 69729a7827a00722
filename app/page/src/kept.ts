import type { EarlyIds } from "./ask";
import { listConversations, readConversation } from "./conversations";
import { Failure } from "./failure";

/** A question whose place in what the service has kept is not known. */
export interface Sought {
  content: string;
  /** Its id, or that of the message whose place it takes, as far as it is known. */
  id: string | undefined;
  /** Its conversation; a new one has none yet. */
  conversation: string | undefined;
  /** Ids of the other messages. */
  others: (string | undefined)[];
  /** Conversations that were there before it. */
  known: Set<string>;
  /** Ids that were told when its answer began. */
  early: EarlyIds | undefined;
}

/** Where it is. */
export interface Place {
  conversation: string;
  id: string | undefined;
}

/** How often it is looked for, and the first wait between, in milliseconds: the service notices a moment later that its reader went. */
const looks = 4;
const lookMs = 100;

/**
 * Looks for a question whose answer did not come to its end. A new conversation has the id that was told when the answer began, or is the one that was not
 * known before and begins with this question. `undefined` where nothing of it was kept.
 */
export async function lookForKept(sought: Sought): Promise<Place | undefined> {
  let found: Place | undefined;
  for (let turn = 0; turn < looks; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, lookMs * 2 ** turn));
    try {
      found = (await placeOf({ ...sought, ...found })) ?? found;
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== "gone") return found;
    }
    if (found?.id !== undefined && found.id !== sought.id) return found;
  }
  return found;
}

/**
 * The id of a question in its conversation: that of the last question there, if it says the same and is none of the others; else the one whose place it takes.
 *
 * @throws Failure where the conversation is gone
 */
export async function idOf({ content, id, others }: Sought, conversation: string): Promise<string | undefined> {
  try {
    const { messages } = await readConversation(conversation);
    const last = messages.findLast(({ role }) => role === "user");
    if (last?.content === content && !others.includes(last.id)) return last.id;
    return messages.some((message) => message.id === id) ? id : undefined;
  } catch (error) {
    // The chat goes on without its history while that is away.
    if (error instanceof Failure && error.kind === "gone") throw error;
    return id;
  }
}

async function placeOf(sought: Sought): Promise<Place | undefined> {
  const { conversation, early, known, content } = sought;
  if (conversation !== undefined) return { conversation, id: await idOf(sought, conversation) };
  if (early?.conversation !== undefined) {
    await readConversation(early.conversation);
    return { conversation: early.conversation, id: early.question };
  }
  const others = (await listConversations()).filter(({ id }) => !known.has(id));
  for (const { id } of others.slice(0, 3)) {
    const first = (await readConversation(id)).messages[0];
    if (first?.content === content) return { conversation: id, id: first.id };
  }
  return undefined;
}
