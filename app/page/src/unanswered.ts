import { type Conversation, readConversation } from "./conversations";
import { Failure } from "./failure";
import { ofTab } from "./storage";

/** The question whose answer is coming in this tab, and the address of its conversation. A reload finds it here. */
export interface Unanswered {
  id: string | undefined;
  text: string;
}

/** It is a draft for who signs out. */
const name = "breakwater.draft.unanswered";

/** How often a conversation is read until the question is in it, and the first wait between, in milliseconds: the service notices a moment later that its reader went. */
const reads = 5;
const readMs = 50;

let leaving = false;
// Some browsers end the requests of a page before the page itself: that is no answer that came.
addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));

/** Keeps the question, or forgets the one that was kept. */
export function keepUnanswered(question: Unanswered | undefined): void {
  if (!leaving) ofTab.set(name, question && JSON.stringify(question));
}

/** The question that this tab was asking when its page went. */
export class Interrupted {
  private question = take();

  /** What it was, if it was asked in that conversation; once. */
  in(id: string | undefined): string | undefined {
    const { question } = this;
    if (question === undefined || question.id !== id) return undefined;
    this.forget();
    return question.text;
  }

  /** Somebody else is here now. */
  forget(): void {
    this.question = undefined;
  }
}

function take(): Unanswered | undefined {
  const kept = ofTab.get(name);
  ofTab.set(name, undefined);
  return kept === undefined ? undefined : (JSON.parse(kept) as Unanswered);
}

/** Whether a conversation ends with that question, or its answer. */
const has = ({ messages }: Conversation, text: string): boolean =>
  messages.findLast(({ role }) => role === "user")?.content === text;

/**
 * Reads a conversation; where a question in it was interrupted, until the service has kept that as well. `lost` is the question that it has not.
 *
 * @throws Failure where there is no such conversation
 */
export async function readWith(
  id: string,
  question: string | undefined,
): Promise<{ conversation: Conversation; lost?: string }> {
  if (question === undefined) return { conversation: await readConversation(id) };
  for (let turn = 1; ; turn += 1) {
    try {
      const conversation = await readConversation(id);
      if (has(conversation, question)) return { conversation };
      if (turn === reads) return { conversation, lost: question };
    } catch (error) {
      if (turn === reads || !(error instanceof Failure) || error.kind !== "gone") throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, readMs * 2 ** turn));
  }
}
