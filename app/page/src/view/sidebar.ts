import { addressOf } from "../address";
import { type Summary, timeOf } from "../conversations";
import { icon, make } from "../dom";
import { ageOf, ages, moment } from "../text/formats";
import { say, said, t } from "../text/language";
import { name } from "./copy-button";

/** What the list of conversations does. */
export interface SidebarHooks {
  open(id: string | undefined): void;
  rename(conversation: Summary): void;
  remove(conversation: Summary): void;
  reload(): void;
  /** Whether a conversation is not to be shown. */
  hidden(id: string): boolean;
}

/** Number of conversations from which there is a search. */
const many = 8;

/** Conversations, the newest first, and a way to a new one. On a phone it is a drawer. */
export class Sidebar {
  readonly element = make("aside", { id: "sidebar" });
  private readonly list = make("div", { class: "list" });
  private conversations: readonly Summary[] | undefined;
  /** Whether the list could not be had. */
  failed = false;
  private current: string | undefined;
  private readonly search = make("input", { type: "search", id: "search", autocomplete: "off", hidden: true });

  constructor(
    private readonly hooks: SidebarHooks,
    foot: HTMLElement,
  ) {
    const fresh = make("a", { id: "new", class: "button", href: addressOf(undefined) }, icon("plus"));
    fresh.append(said(make("span"), () => t("newChat")));
    onPlainClick(fresh, () => hooks.open(undefined));
    const nav = say(make("nav", {}, this.list), (to) => to.setAttribute("aria-label", t("conversations")));
    this.element.append(make("div", { class: "brand" }, "Breakwater"), fresh, this.search, nav, foot);
    say(this.search, (to) => {
      to.placeholder = t("search");
      to.setAttribute("aria-label", t("search"));
    });
    this.search.addEventListener("input", () => this.draw());
    this.search.addEventListener("keydown", (event) => {
      // Escape empties the field, as browsers have it; it means no answer that is coming.
      if (event.key === "Escape" && this.search.value !== "") event.stopPropagation();
    });
    say(this.list, () => this.draw());
  }

  /** Titles by id. */
  titleOf(id: string | undefined): string | undefined {
    return this.conversations?.find((conversation) => conversation.id === id)?.title ?? undefined;
  }

  /** Ids that are in the list. */
  get ids(): Set<string> {
    return new Set(this.conversations?.map(({ id }) => id));
  }

  /** Shows the list; `undefined` where it could not be had. */
  show(conversations: readonly Summary[] | undefined): void {
    this.failed = conversations === undefined;
    this.conversations = conversations ?? this.conversations;
    this.draw();
  }

  /** Shows the list again: what is hidden has changed. */
  redraw(): void {
    this.draw();
  }

  /** Marks the conversation that is open. */
  mark(id: string | undefined): void {
    this.current = id;
    for (const link of this.list.querySelectorAll<HTMLElement>("a")) {
      if (link.dataset.id === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  private draw(): void {
    const focused = focusIn(this.list);
    this.list.replaceChildren();
    if (this.failed) {
      const again = make("button", { type: "button" }, t("tryAgain"));
      again.addEventListener("click", () => this.hooks.reload());
      this.list.append(make("p", { class: "hint" }, t("listFailed")), again);
    }
    const all = (this.conversations ?? []).filter(({ id }) => !this.hooks.hidden(id));
    this.search.hidden = all.length < many && this.search.value === "";
    const found = all.filter(({ title }) => includes(title || t("untitled"), this.search.value));
    if (!this.failed && this.conversations !== undefined && found.length === 0)
      this.list.append(make("p", { class: "hint" }, t(all.length === 0 ? "noConversations" : "nothingFound")));
    const now = Date.now();
    for (const age of ages) {
      const items = found.filter((each) => ageOf(timeOf(each.updated_at), now) === age);
      if (items.length === 0) continue;
      const heading = make("h2", { id: `age-${age}` }, t(age));
      this.list.append(heading, make("ul", { "aria-labelledby": heading.id }, ...items.map((each) => this.item(each))));
    }
    this.mark(this.current);
    if (focused !== undefined) this.list.querySelector<HTMLElement>(focused)?.focus();
  }

  private item(conversation: Summary): HTMLElement {
    const { id } = conversation;
    const title = conversation.title || t("untitled");
    const link = make(
      "a",
      {
        href: addressOf(id),
        "data-id": id,
        dir: "auto",
        title: `${title}\n${moment(timeOf(conversation.updated_at))}`,
      },
      title,
    );
    onPlainClick(link, () => this.hooks.open(id));
    const rename = make("button", { type: "button", class: "icon", "data-rename": id }, icon("edit"));
    name(rename, t("rename", { title }));
    rename.addEventListener("click", () => this.hooks.rename(conversation));
    const remove = make("button", { type: "button", class: "icon", "data-remove": id }, icon("remove"));
    name(remove, t("remove", { title }));
    remove.addEventListener("click", () => this.hooks.remove(conversation));
    return make("li", {}, link, rename, remove);
  }
}

/** Whether a title has these words, in any case and however its characters are composed (a Mac's file names are in pieces of Hangul). */
function includes(title: string, words: string): boolean {
  const plain = (text: string): string => text.normalize("NFKC").toLocaleLowerCase();
  return plain(title).includes(plain(words.trim()));
}

/** A link that stays one: with a key held it opens a tab, as every link does. */
function onPlainClick(link: HTMLAnchorElement, go: () => void): void {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go();
  });
}

/** How to find the focused element again after the list is drawn anew. */
function focusIn(list: HTMLElement): string | undefined {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement) || !list.contains(activeElement)) return undefined;
  for (const attribute of ["data-id", "data-rename", "data-remove"]) {
    const id = activeElement.getAttribute(attribute);
    if (id !== null) return `[${attribute}="${CSS.escape(id)}"]`;
  }
  return undefined;
}
