import { type Me, whoAmI } from "../api";
import { canBeKey, keepApiKey } from "../credentials";
import { make } from "../dom";
import { Failure } from "../failure";
import { wordsOf } from "../text/failures";
import { said, t } from "../text/language";

/** Asks for an API key, and takes it when the service does. */
export class SignIn {
  readonly element = make("form", { class: "sign-in", hidden: true });
  private readonly field = make("input", {
    id: "api-key",
    type: "password",
    // A password manager may fill it in (WCAG 3.3.8).
    autocomplete: "current-password",
    spellcheck: "false",
    "aria-describedby": "key-problem",
  });
  private readonly remember = make("input", { id: "remember", type: "checkbox", "aria-describedby": "remember-hint" });
  private readonly problem = make("p", { id: "key-problem", class: "problem", role: "alert" });

  constructor(private readonly signedIn: (me: Me) => void) {
    const text = (tag: "h2" | "p" | "span", key: Parameters<typeof t>[0], attributes = {}): HTMLElement =>
      said(make(tag, attributes), () => t(key));
    this.element.append(
      text("h2", "signInTitle"),
      text("p", "signInText"),
      make("label", { for: "api-key" }, text("span", "apiKey")),
      this.field,
      this.problem,
      make("label", { class: "check" }, this.remember, text("span", "rememberKey")),
      text("p", "rememberHint", { id: "remember-hint", class: "hint" }),
      said(make("button", { class: "primary" }), () => t("signIn")),
    );
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
  }

  /** Opens or closes the panel. */
  set open(open: boolean) {
    if (this.element.hidden !== open) return;
    this.element.hidden = !open;
    if (open) this.field.focus();
  }

  private async submit(): Promise<void> {
    const key = this.field.value.trim();
    if (key === "") return this.refuse(t("keyEmpty"));
    if (!canBeKey(key)) return this.refuse(t("keyNoHeader"));
    try {
      const me = await whoAmI(key);
      keepApiKey(key, this.remember.checked ? "browser" : "tab");
      this.field.value = "";
      this.field.removeAttribute("aria-invalid");
      this.problem.textContent = "";
      this.signedIn(me);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.refuse(error.kind === "unauthorized" ? t("keyWrong") : wordsOf(error));
    }
  }

  private refuse(problem: string): void {
    this.problem.textContent = problem;
    this.field.setAttribute("aria-invalid", "true");
    this.field.focus();
  }
}
