import { icon, make } from "../dom";
import { say, t } from "../text/language";
import { name } from "./copy-button";

/** Pixels from the end that still count as the end. */
const near = 48;

/** Keeps the end of what is read in view while it grows, unless the user has scrolled away from it. */
export class Follow {
  /** Brings the reader to the end. */
  readonly button = make("button", { type: "button", class: "jump icon", hidden: true }, icon("down"));
  private following = true;

  constructor(private readonly area: HTMLElement) {
    say(this.button, (to) => name(to, t("jump")));
    area.addEventListener("scroll", () => this.note(), { passive: true });
    new ResizeObserver(() => this.drawn()).observe(area);
    this.button.addEventListener("click", () => {
      this.toEnd();
      area.focus({ preventScroll: true });
    });
  }

  /** To be called when something has grown. */
  drawn(): void {
    if (this.following) this.area.scrollTop = this.area.scrollHeight;
    this.note();
  }

  /** Does something that changes what is shown, and keeps the reader's place. */
  holding(change: () => void): void {
    const { following } = this;
    const { scrollTop } = this.area;
    change();
    if (following) return this.toEnd();
    this.area.scrollTop = scrollTop;
    this.note();
  }

  /** Goes to the end, and stays there. */
  toEnd(): void {
    this.following = true;
    this.drawn();
  }

  private note(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.area;
    this.following = scrollHeight - scrollTop - clientHeight <= near;
    this.button.hidden = this.following;
  }
}
