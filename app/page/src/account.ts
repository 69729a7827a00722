import { type Me, whoAmI } from "./api";
import { apiKey, onOtherTabsKey } from "./credentials";
import { Failure } from "./failure";
import { ofTab } from "./storage";

/** Remembers that the edge logs in here: then a missing login is mended by a reload. */
const loginByEdge = "breakwater.edge";

/** Remembers that the page was reloaded for a login. */
const reloaded = "breakwater.reloaded";

/** What a request needs that failed for want of a credential. */
export type Missing =
  /** A reload: the edge logs in whoever loads the page. */
  | "reload"
  /** A login at the edge, which a reload did not bring. */
  | "login"
  /** An API key. */
  | "key";

/** Who is signed in here, and what is missing where nobody is. */
export class Account {
  /** The key that requests went out with. */
  private key = apiKey();

  /** Who we are. Fails with a `Failure`. */
  async me(): Promise<Me> {
    this.key = apiKey();
    const me = await whoAmI();
    this.is(me);
    return me;
  }

  /** Takes note of who we are. */
  is({ login }: Me): void {
    this.key = apiKey();
    ofTab.set(loginByEdge, login === "edge" ? "yes" : undefined);
    ofTab.set(reloaded, undefined);
  }

  /** What a failed request misses; `undefined` where that is no credential. */
  missing(error: unknown): Missing | undefined {
    if (!(error instanceof Failure) || (error.kind !== "login" && error.kind !== "unauthorized")) return undefined;
    const byEdge = error.kind === "login" || ofTab.get(loginByEdge) === "yes";
    // Once: a reload that does not help would go on without end.
    if (byEdge && ofTab.get(reloaded) === undefined) return "reload";
    return error.kind === "login" ? "login" : "key";
  }

  /** Reloads for a login. */
  reload(): void {
    ofTab.set(reloaded, "yes");
    location.reload();
  }

  /** Calls back when another tab signs in or out. A key of this tab's own stays. */
  onOtherTabs(changed: () => void): void {
    onOtherTabsKey(() => {
      if (apiKey() !== this.key) changed();
    });
  }
}
