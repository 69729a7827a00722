import { deleteConversation, type Summary } from "./conversations";
import { Failure } from "./failure";
import { wordsOf } from "./text/failures";
import { t } from "./text/language";
import { closeNotice, notify } from "./view/notify";

/** What a removal does to the page. */
export interface RemovalHooks {
  /** The user takes it back, or it failed. */
  restored(conversation: Summary): void;
  /** The conversation is deleted. */
  removed(): void;
}

/**
 * Deletes conversations for who may think better of it: one is hidden at once, and deleted when the notice that offers to undo it goes, or the page
 * does.
 */
export class Removals {
  private readonly hidden = new Set<string>();

  constructor(private readonly hooks: RemovalHooks) {
    // `keepalive` lets the request outlive its page.
    addEventListener("pagehide", () => this.settle());
  }

  /** Whether a conversation is to be deleted, or just was. */
  has(id: string): boolean {
    return this.hidden.has(id);
  }

  /** Hides a conversation, and offers to take that back. */
  begin(conversation: Summary): void {
    // Before the notice: the one before it may end with this.
    this.hidden.add(conversation.id);
    notify(t("removed"), {
      label: "undo",
      run: () => this.restore(conversation),
      gone: () => void this.remove(conversation),
    });
  }

  /** Deletes at once what can still be undone: who could undo it goes. */
  settle(): void {
    if (this.hidden.size > 0) closeNotice();
  }

  private restore(conversation: Summary): void {
    this.hidden.delete(conversation.id);
    this.hooks.restored(conversation);
  }

  private async remove(conversation: Summary): Promise<void> {
    try {
      await deleteConversation(conversation.id);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // What is gone already needs no deleting.
      if (error.facts.status !== 404) {
        this.restore(conversation);
        notify(`${t("actionFailed")} ${wordsOf(error)}`);
        return;
      }
    }
    this.hooks.removed();
  }
}
