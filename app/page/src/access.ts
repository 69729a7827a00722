import { Account } from "./account";
import type { Me } from "./api";
import { t } from "./text/language";
import { announce } from "./view/announce";
import { failedView } from "./view/empty";
import type { Frame } from "./view/frame";
import { SignIn } from "./view/sign-in";

/** What changes with who is signed in. */
export interface AccessHooks {
  /** Somebody has signed in with a key. */
  signedIn(): void;
  /** Another tab has signed in or out. */
  changed(): void;
}

/** Shows who is signed in, and asks for the credential that a request missed. */
export class Access {
  private readonly account = new Account();
  private readonly signIn = new SignIn((me) => this.signedIn(me));

  constructor(
    private readonly frame: Frame,
    private readonly hooks: AccessHooks,
  ) {
    this.account.onOtherTabs(() => hooks.changed());
  }

  /** Where a key is asked for. */
  get element(): HTMLElement {
    return this.signIn.element;
  }

  /** Asks the service who is signed in. True where it refuses, and this does what that needs. */
  async ask(): Promise<boolean> {
    try {
      this.greet(await this.account.me());
      return false;
    } catch (error) {
      // Without an answer the page is drawn all the same; what needs the service says what is wrong.
      return this.refused(error);
    }
  }

  /** Does what a missing credential needs; false where that is not what is wrong. */
  refused(error: unknown): boolean {
    const missing = this.account.missing(error);
    if (missing === "reload") this.account.reload();
    if (missing === "login") this.frame.instead = failedView(error, () => location.reload());
    if (missing === "key") {
      this.frame.signedOut = true;
      this.signIn.open = true;
    }
    return missing !== undefined;
  }

  /** Whether a failure reloads the page, for a login. */
  reloads(error: unknown): boolean {
    return this.account.missing(error) === "reload";
  }

  private signedIn(me: Me): void {
    this.account.is(me);
    this.greet(me);
    announce(t("signedInAs", { user: me.user }));
    this.hooks.signedIn();
  }

  private greet(me: Me): void {
    this.frame.me = me;
    this.frame.signedOut = false;
    this.signIn.open = false;
  }
}
