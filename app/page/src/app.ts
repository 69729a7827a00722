import { addressed, goTo } from "./address";
import { Access } from "./access";
import { Chat } from "./chat";
import { ConversationList } from "./conversation-list";
import { onOtherTabs, readConversation, tellOtherTabs } from "./conversations";
import { forgetApiKey } from "./credentials";
import { Failure, isGone } from "./failure";
import { t } from "./text/language";
import { Interrupted, keepUnanswered, readWith } from "./unanswered";
import { announce } from "./view/announce";
import { Choice } from "./view/choice";
import { Composer, forgetDrafts } from "./view/composer";
import { emptyView, goneView, failedView, loadingView } from "./view/empty";
import { Follow } from "./view/follow";
import { Frame } from "./view/frame";

/** How long the page waits to hear who is signed in before it shows a conversation, in milliseconds. */
const patienceMs = 1_000;

/** The page: one conversation is open, those that still get an answer go on beside it. */
export class App {
  private readonly choice = new Choice();
  private readonly composer = new Composer({ send: (text) => this.send(text), stop: () => this.chat.stop() });
  private readonly frame = new Frame({
    signOut: () => this.signOut(),
    leave: () => this.leave(),
    stop: () => this.chat.stop(),
  });
  private readonly access = new Access(this.frame, {
    signedIn: () => this.signedIn(),
    changed: () => this.beginAnew(),
  });
  private readonly list = new ConversationList(this.frame.foot, {
    open: (id) => this.open(id, "push"),
    listed: () => this.head(),
    removed: (id) => this.removed(id),
    // Unless something was begun since.
    restored: (id) => this.chat.empty && this.open(id, "push"),
    keepFocus: () => this.keepFocus(),
  });
  private readonly follow: Follow;
  private readonly answering = new Set<Chat>();
  private chat: Chat = this.newChat();
  /** Counts what was opened: an answer for what is no longer open is dropped. */
  private opened = 0;
  /** What was asked when the page was reloaded. */
  private readonly interrupted = new Interrupted();

  constructor() {
    const { choice, composer } = this;
    const { sidebar } = this.list;
    this.frame.assemble({
      choice: choice.element,
      composer: composer.element,
      sidebar: sidebar.element,
      signIn: this.access.element,
    });
    this.follow = new Follow(this.frame.main);
    this.frame.overComposer.append(this.follow.button);
    window.addEventListener("popstate", () => this.open(addressed(), "stay"));
    onOtherTabs((id) => void this.changedElsewhere(id));
  }

  /** Begins, and begins again when who is signed in changes. */
  async begin(): Promise<void> {
    const refused = this.access.ask();
    const id = addressed();
    // What is typed meanwhile is a draft, and what is asked is asked.
    this.chat.id = id;
    this.show(this.chat);
    if (id === undefined) {
      this.open(id, "stay");
      this.composer.draft(this.interrupted.in(id));
    }
    const patience = new Promise<false>((resolve) => setTimeout(() => resolve(false), patienceMs));
    if (await Promise.race([refused, patience])) return;
    void this.choice.load();
    void this.list.load();
    if (id !== undefined && this.chat.empty) this.open(id, "stay");
  }

  private signedIn(): void {
    void this.choice.load();
    void this.list.load();
    // A question that failed for want of a key stays where it is, with its way to try again.
    if (this.chat.empty) this.open(addressed(), "stay");
    else this.composer.focus();
  }

  private signOut(): void {
    this.list.settle();
    forgetApiKey();
    announce(t("signedOut"));
    this.beginAnew();
  }

  /** The edge signs out: nothing that was typed is for who comes next. */
  private leave(): void {
    this.list.settle();
    for (const chat of this.answering) chat.stop();
    forgetDrafts();
  }

  /** Shows nothing of who was signed in before. */
  private beginAnew(): void {
    for (const chat of this.answering) chat.stop();
    goTo(undefined, "replace");
    forgetDrafts();
    this.interrupted.forget();
    this.list.sidebar.show([]);
    this.show(this.newChat());
    void this.begin();
  }

  private newChat(): Chat {
    return new Chat({
      chosen: () => this.choice.chosen,
      known: () => this.list.sidebar.ids,
      drawn: (chat) => chat === this.chat && this.follow.drawn(),
      changed: (chat) => this.changed(chat),
      ended: (chat, answer, failure) => {
        if (chat.id !== undefined) tellOtherTabs(chat.id);
        // A failure is an alert, which is read out by itself.
        if (failure === undefined) announce(answer.spoken);
        // A reload keeps a draft, and nothing else.
        if (chat === this.chat && this.access.reloads(failure)) this.composer.write(chat.lastText);
        if (!this.access.refused(failure)) void this.list.load();
      },
    });
  }

  /** Opens a conversation, or a new one. `stay` where the address says so already. */
  private open(id: string | undefined, step: "push" | "stay"): void {
    if (step === "push") goTo(id, "push");
    this.frame.drawer = false;
    const running = [...this.answering].find((chat) => chat.address === id && id !== undefined);
    this.show(running ?? this.newChat());
    if (running === undefined && id !== undefined) void this.load(this.chat, id);
    if (running === undefined && id === undefined) this.frame.instead = emptyView();
    this.focus();
  }

  private show(chat: Chat): void {
    this.opened += 1;
    this.chat = chat;
    this.frame.chat = chat.element;
    this.composer.open(chat.address ?? addressed());
    this.composer.answering = chat.answering;
    this.head();
    this.follow.toEnd();
  }

  private async load(chat: Chat, id: string): Promise<void> {
    const { opened } = this;
    const asked = this.interrupted.in(id);
    chat.id = id;
    this.frame.instead = loadingView();
    this.head();
    try {
      if (this.list.hasRemoved(id)) throw new Failure("gone");
      const { conversation, lost } = await readWith(id, asked);
      if (opened !== this.opened) return;
      this.frame.instead = undefined;
      this.composer.draft(lost);
      chat.show(conversation);
      this.head(conversation.title);
      this.follow.toEnd();
    } catch (error) {
      if (opened !== this.opened || this.access.refused(error)) return;
      const gone = isGone(error);
      // The next question begins a new conversation, and gets its address.
      if (gone) chat.id = undefined;
      // A new one whose first answer was on its way is none yet.
      if (gone && asked !== undefined) {
        goTo(undefined, "replace");
        this.open(undefined, "stay");
        this.composer.draft(asked);
        return;
      }
      this.frame.instead = gone ? goneView() : failedView(error, () => void this.load(chat, id));
      announce(t(gone ? "gone" : "loadFailed"));
    }
  }

  private send(text: string): void {
    this.frame.instead = undefined;
    this.chat.send(text);
    announce(t("answering"));
  }

  private changed(chat: Chat): void {
    const begins = chat.answering && !this.answering.has(chat);
    if (chat.answering) this.answering.add(chat);
    else this.answering.delete(chat);
    keepUnanswered(chat.answering ? { id: chat.address, text: chat.lastText } : undefined);
    if (chat !== this.chat) return;
    this.composer.answering = chat.answering;
    if (begins) {
      this.follow.toEnd();
      // The button that asked may have gone with the answer that it stood under.
      this.keepFocus();
    }
    if (chat.address !== addressed()) {
      goTo(chat.address, "replace");
      this.composer.rename(chat.address);
    }
    this.head();
  }

  private head(title?: string | null): void {
    this.frame.title = title ?? this.list.sidebar.titleOf(this.chat.id);
    this.list.sidebar.mark(this.chat.id);
  }

  private removed(id: string): boolean {
    for (const chat of this.answering) if (chat.id === id) chat.stop();
    if (this.chat.id !== id) return false;
    goTo(undefined, "replace");
    this.open(undefined, "stay");
    return true;
  }

  private async changedElsewhere(id: string): Promise<void> {
    void this.list.load();
    const { chat, opened } = this;
    const busy = (): boolean => chat.answering || chat.element.querySelector(".editor") !== null;
    if (chat.id !== id || busy()) return;
    try {
      const conversation = await readConversation(id);
      // Who reads keeps the place, and the focus where nothing is new.
      if (opened === this.opened && !busy() && !chat.shows(conversation))
        this.follow.holding(() => chat.show(conversation));
    } catch (error) {
      if (opened === this.opened && isGone(error)) void this.load(chat, id);
    }
  }

  private keepFocus(): void {
    if (document.activeElement === document.body) this.focus();
  }

  /** On a phone the focus in the field would cover half of the conversation with a keyboard. */
  private focus(): void {
    if (!this.access.element.hidden) return;
    if (matchMedia("(pointer: coarse)").matches) this.frame.main.focus({ preventScroll: true });
    else this.composer.focus();
  }
}
