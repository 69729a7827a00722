import type { Me } from "../api";
import { apiKey } from "../credentials";
import { icon, make } from "../dom";
import { say, said, t } from "../text/language";
import { liveRegion } from "./announce";
import { name } from "./copy-button";
import { ofInputMethod } from "./keys";
import { preferences } from "./preferences";

/** Width from which the list stands beside the conversation. styles/layout.css has the same. */
const wide = matchMedia("(min-width: 56rem)");

/** What the frame does. */
export interface FrameHooks {
  /** Forgets the key. */
  signOut(): void;
  /** The user leaves for the edge's own way out. */
  leave(): void;
  /** Stops the answer that is coming. */
  stop(): void;
}

/** What stands in the frame. */
export interface Parts {
  choice: HTMLElement;
  composer: HTMLElement;
  sidebar: HTMLElement;
  signIn: HTMLElement;
}

/** The page's frame: header, list, conversation, composer, and the drawer that the list is on a phone. */
export class Frame {
  readonly main = make("main", { tabindex: -1 });
  /** Where the way to the latest stands. */
  readonly overComposer = make("div", { class: "over" });
  /** Below the list: who is signed in, and preferences. */
  readonly foot = make("div", { class: "side-foot" });
  private readonly heading = make("h1");
  private readonly talk = make("div", { class: "talk" });
  private readonly bottom = make("div", { class: "bottom" });
  private readonly menu = make(
    "button",
    { type: "button", class: "icon menu", "aria-controls": "sidebar" },
    icon("menu"),
  );
  private readonly account = make("div", { class: "account", hidden: true });
  private readonly shade = make("div", { class: "shade", hidden: true });
  private sidebar!: HTMLElement;
  private column!: HTMLElement;
  private named: string | undefined;
  private placeholder: HTMLElement | undefined;

  constructor(private readonly hooks: FrameHooks) {
    this.foot.append(this.account, preferences());
  }

  /** Puts the page together. */
  assemble({ choice, composer, sidebar, signIn }: Parts): void {
    this.sidebar = sidebar;
    const header = make("header", {}, this.menu, this.heading, choice);
    this.main.append(signIn, this.talk);
    this.bottom.append(this.overComposer, composer);
    this.column = make("div", { class: "column" }, header, this.main, this.bottom);
    document.body.append(sidebar, this.shade, this.column, liveRegion());
    say(this.heading, () => this.drawTitle());
    say(this.menu, (to) => name(to, t("openConversations")));
    this.menu.addEventListener("click", () => (this.drawer = this.menu.getAttribute("aria-expanded") !== "true"));
    this.shade.addEventListener("click", () => (this.drawer = false));
    wide.addEventListener("change", () => (this.drawer = false));
    this.drawer = false;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || ofInputMethod(event) || event.defaultPrevented) return;
      // It closes the options that are open.
      if (event.target instanceof HTMLSelectElement) return;
      if (this.drawn) this.drawer = false;
      else this.hooks.stop();
    });
  }

  /** Opens or closes the drawer. What is covered, and what is not shown, can have no focus. */
  set drawer(open: boolean) {
    const before = this.drawn;
    const drawn = open && !wide.matches;
    document.body.classList.toggle("drawn", drawn);
    this.menu.setAttribute("aria-expanded", String(drawn));
    this.shade.hidden = !drawn;
    this.sidebar.inert = !drawn && !wide.matches;
    this.column.inert = drawn;
    if (drawn) this.sidebar.querySelector<HTMLElement>("a")?.focus();
    else if (before) this.menu.focus();
  }

  private get drawn(): boolean {
    return document.body.classList.contains("drawn");
  }

  /** Title of the conversation. */
  set title(title: string | undefined) {
    this.named = title;
    this.drawTitle();
  }

  private drawTitle(): void {
    this.heading.textContent = this.named ?? t("newChat");
    document.title = this.named === undefined ? "Breakwater" : `${this.named} – Breakwater`;
  }

  /** Shows a conversation. */
  set chat(element: HTMLElement) {
    this.talk.replaceChildren(element);
  }

  /** Shows something where nothing was said. */
  set instead(view: HTMLElement | undefined) {
    this.placeholder?.remove();
    this.placeholder = view;
    if (view !== undefined) this.talk.prepend(view);
  }

  /** Shows who is signed in. */
  set me({ user, key, login, logout }: Me) {
    const who = said(make("span"), () => t("signedInAs", { user: key ?? user }));
    this.account.replaceChildren(who);
    // A page that is opened and no request of a script: it goes on to the identity provider's.
    if (logout) this.account.append(this.signOut(make("a", { class: "button", href: logout }), "leave"));
    else if (apiKey() !== undefined) this.account.append(this.signOut(make("button", { type: "button" }), "signOut"));
    this.account.hidden = login === "none" && apiKey() === undefined;
  }

  private signOut<Kind extends HTMLElement>(control: Kind, how: "signOut" | "leave"): Kind {
    control.id = "sign-out";
    control.addEventListener("click", () => this.hooks[how]());
    return said(control, () => t("signOut"));
  }

  /** Whether the page waits for a key: there is nothing to ask then. */
  set signedOut(out: boolean) {
    this.talk.hidden = out;
    this.bottom.hidden = out;
    if (out) this.account.hidden = true;
  }
}
