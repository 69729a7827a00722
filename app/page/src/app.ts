import { addressed, goTo } from "./address";
import { Account } from "./account";
import type { Me } from "./api";
import { Chat } from "./chat";
import { onOtherTabs, listConversations, readConversation, tellOtherTabs, type Summary } from "./conversations";
import { apiKey, forgetApiKey } from "./credentials";
import { Failure } from "./failure";
import { t } from "./text/language";
import { announce } from "./view/announce";
import { changeTitle, removeAfterQuestion } from "./view/change-conversation";
import { Choice } from "./view/choice";
import { Composer, forgetDrafts } from "./view/composer";
import { emptyView, goneView, failedView, loadingView } from "./view/empty";
import { Follow } from "./view/follow";
import { Frame } from "./view/frame";
import { Sidebar } from "./view/sidebar";
import { SignIn } from "./view/sign-in";

/** How long the page waits to hear who is signed in before it shows a conversation, in milliseconds. */
const patienceMs = 1_000;

/** The page: one conversation is open, those that still get an answer go on beside it. */
export class App {
  private readonly account = new Account();
  private readonly choice = new Choice();
  private readonly composer = new Composer({ send: (text) => this.send(text), stop: () => this.chat.stop() });
  private readonly signIn = new SignIn((me) => this.signedIn(me));
  private readonly frame = new Frame({ signOut: () => this.signOut(), stop: () => this.chat.stop() });
  private readonly sidebar = new Sidebar(
    {
      open: (id) => this.open(id, "push"),
      rename: (conversation) => void changeTitle(conversation).then((changed) => (changed ? this.list() : undefined)),
      remove: (conversation) => void this.remove(conversation),
      reload: () => void this.list(),
    },
    this.frame.foot,
  );
  private readonly follow: Follow;
  private readonly answering = new Set<Chat>();
  private chat: Chat = this.newChat();
  /** Counts what was opened: an answer for what is no longer open is dropped. */
  private opened = 0;

  constructor() {
    const { choice, composer, sidebar, signIn } = this;
    this.frame.assemble({
      choice: choice.element,
      composer: composer.element,
      sidebar: sidebar.element,
      signIn: signIn.element,
    });
    this.follow = new Follow(this.frame.main);
    this.frame.overComposer.append(this.follow.button);
    window.addEventListener("popstate", () => this.open(addressed(), "stay"));
    onOtherTabs((id) => this.changedElsewhere(id));
    this.account.onOtherTabs(() => this.beginAnew());
  }

  /** Begins, and begins again when who is signed in changes. */
  async begin(): Promise<void> {
    const refused = this.account.me().then(
      (me) => {
        this.greet(me);
        return false;
      },
      // Without an answer the page is drawn all the same; what needs the service says what is wrong.
      (error: unknown) => this.unauthorized(error),
    );
    const id = addressed();
    // What is typed meanwhile is a draft, and what is asked is asked.
    this.chat.id = id;
    this.show(this.chat);
    if (id === undefined) this.open(id, "stay");
    const patience = new Promise<false>((resolve) => setTimeout(() => resolve(false), patienceMs));
    if (await Promise.race([refused, patience])) return;
    void this.choice.load();
    void this.list();
    if (id !== undefined && this.chat.empty) this.open(id, "stay");
  }

  private greet(me: Me): void {
    this.frame.me = me;
    this.frame.signedOut = false;
    this.signIn.open = false;
  }

  /** Does what a missing credential needs; false where that is not what is wrong. */
  private unauthorized(error: unknown): boolean {
    const missing = this.account.missing(error);
    if (missing === "reload") this.account.reload();
    if (missing === "login") this.frame.instead = failedView(error, () => location.reload());
    if (missing === "key") {
      this.frame.signedOut = true;
      this.signIn.open = true;
    }
    return missing !== undefined;
  }

  private signedIn(me: Me): void {
    this.account.is(me);
    this.greet(me);
    announce(t("signedInAs", { user: me.user }));
    void this.choice.load();
    void this.list();
    // A question that failed for want of a key stays where it is, with its way to try again.
    if (this.chat.empty) this.open(addressed(), "stay");
    else this.composer.focus();
  }

  private signOut(): void {
    forgetApiKey();
    announce(t("signedOut"));
    this.beginAnew();
  }

  /** Shows nothing of who was signed in before. */
  private beginAnew(): void {
    for (const chat of this.answering) chat.stop();
    goTo(undefined, "replace");
    forgetDrafts();
    this.sidebar.show([]);
    this.show(this.newChat());
    void this.begin();
  }

  private newChat(): Chat {
    return new Chat({
      chosen: () => this.choice.chosen,
      known: () => this.sidebar.ids,
      drawn: (chat) => chat === this.chat && this.follow.drawn(),
      changed: (chat) => this.changed(chat),
      ended: (chat, answer, failure) => {
        if (chat.id !== undefined) tellOtherTabs(chat.id);
        // A failure is an alert, which is read out by itself.
        if (failure === undefined) announce(answer.spoken);
        // A reload keeps a draft, and nothing else.
        if (chat === this.chat && this.account.missing(failure) === "reload") this.composer.write(chat.lastText);
        if (!this.unauthorized(failure)) void this.list();
      },
    });
  }

  /** Opens a conversation, or a new one. `stay` where the address says so already. */
  private open(id: string | undefined, step: "push" | "stay"): void {
    if (step === "push") goTo(id, "push");
    this.frame.drawer = false;
    const running = [...this.answering].find((chat) => chat.id === id && id !== undefined);
    this.show(running ?? this.newChat());
    if (running === undefined && id !== undefined) void this.load(this.chat, id);
    if (running === undefined && id === undefined) this.frame.instead = emptyView();
    this.focus();
  }

  private show(chat: Chat): void {
    this.opened += 1;
    this.chat = chat;
    this.frame.chat = chat.element;
    this.composer.open(chat.id ?? addressed());
    this.composer.answering = chat.answering;
    this.head();
    this.follow.toEnd();
  }

  private async load(chat: Chat, id: string): Promise<void> {
    const { opened } = this;
    chat.id = id;
    this.frame.instead = loadingView();
    this.head();
    try {
      const conversation = await readConversation(id);
      if (opened !== this.opened) return;
      this.frame.instead = undefined;
      chat.show(conversation);
      this.head(conversation.title);
      this.follow.toEnd();
    } catch (error) {
      if (opened !== this.opened || this.unauthorized(error)) return;
      const gone = error instanceof Failure && (error.kind === "gone" || error.facts.status === 404);
      // The next question begins a new conversation, and gets its address.
      if (gone) chat.id = undefined;
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
    if (chat.answering) this.answering.add(chat);
    else this.answering.delete(chat);
    if (chat !== this.chat) return;
    this.composer.answering = chat.answering;
    if (chat.answering) {
      this.follow.toEnd();
      // The button that asked may have gone with the answer that it stood under.
      this.keepFocus();
    }
    if (chat.id !== undefined && chat.id !== addressed()) {
      goTo(chat.id, "replace");
      this.composer.rename(chat.id);
    }
    this.head();
  }

  private head(title?: string | null): void {
    this.frame.title = title ?? this.sidebar.titleOf(this.chat.id);
    this.sidebar.mark(this.chat.id);
  }

  private async list(): Promise<void> {
    try {
      this.sidebar.show(await listConversations());
    } catch (error) {
      if (error instanceof Failure && error.kind === "unauthorized" && apiKey() === undefined) return;
      this.sidebar.show(undefined);
    }
    this.head();
  }

  private async remove(conversation: Summary): Promise<void> {
    if (!(await removeAfterQuestion(conversation))) return;
    if (this.chat.id === conversation.id) {
      this.chat.stop();
      goTo(undefined, "replace");
      this.open(undefined, "stay");
    }
    await this.list();
    this.keepFocus();
  }

  private changedElsewhere(id: string): void {
    void this.list();
    const busy = this.chat.answering || this.chat.element.querySelector(".editor") !== null;
    if (this.chat.id === id && !busy) void this.load(this.chat, id);
  }

  private keepFocus(): void {
    if (document.activeElement === document.body) this.focus();
  }

  /** On a phone the focus in the field would cover half of the conversation with a keyboard. */
  private focus(): void {
    if (!this.signIn.element.hidden) return;
    if (matchMedia("(pointer: coarse)").matches) this.frame.main.focus({ preventScroll: true });
    else this.composer.focus();
  }
}
