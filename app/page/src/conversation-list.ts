import { listConversations, type Summary } from "./conversations";
import { apiKey } from "./credentials";
import { Failure } from "./failure";
import { Removals } from "./removals";
import { changeTitle } from "./view/change-title";
import { focusOffer } from "./view/notify";
import { Sidebar } from "./view/sidebar";

/** What the list does to the page. */
export interface ListHooks {
  /** Opens a conversation, or a new one. */
  open(id: string | undefined): void;
  /** The list is another one: titles may have changed. */
  listed(): void;
  /** A conversation is to be deleted: no answer comes in it, and it is not shown. True where it was open. */
  removed(id: string): boolean;
  /** One that was open when it was removed is not deleted after all. */
  restored(id: string): void;
  /** What had the focus may be gone. */
  keepFocus(): void;
}

/** The user's conversations: listed, renamed, and deleted with a way back. */
export class ConversationList {
  readonly sidebar: Sidebar;
  private readonly removals = new Removals({
    restored: ({ id }) => this.restored(id),
    removed: () => void this.load().then(() => this.hooks.keepFocus()),
  });
  /** The conversation that was open when it was removed. */
  private openedBefore: string | undefined;

  constructor(
    foot: HTMLElement,
    private readonly hooks: ListHooks,
  ) {
    this.sidebar = new Sidebar(
      {
        open: (id) => hooks.open(id),
        rename: (conversation) => void changeTitle(conversation).then((changed) => (changed ? this.load() : undefined)),
        remove: (conversation) => this.remove(conversation),
        hidden: (id) => this.removals.has(id),
        reload: () => void this.load(),
      },
      foot,
    );
    // What could not be had without a network can be now.
    addEventListener("online", () => this.sidebar.failed && void this.load());
  }

  /** Fetches the list and shows it. */
  async load(): Promise<void> {
    try {
      this.sidebar.show(await listConversations());
    } catch (error) {
      if (error instanceof Failure && error.kind === "unauthorized" && apiKey() === undefined) return;
      this.sidebar.show(undefined);
    }
    this.hooks.listed();
  }

  /** Whether a conversation was removed, also while that can be undone. */
  hasRemoved(id: string): boolean {
    return this.removals.has(id);
  }

  /** Deletes at once what can still be undone. */
  settle(): void {
    this.removals.settle();
  }

  private remove(conversation: Summary): void {
    this.removals.begin(conversation);
    this.sidebar.redraw();
    if (this.hooks.removed(conversation.id)) this.openedBefore = conversation.id;
    focusOffer();
  }

  private restored(id: string): void {
    this.sidebar.redraw();
    if (this.openedBefore === id) this.hooks.restored(id);
    this.hooks.keepFocus();
  }
}
