import type { Token } from "marked";
import { dress, type Headings } from "./dress";
import { GrowingText } from "./growing-text";
import { blocksOf, markupOf } from "./parse";
import { sanitized } from "./sanitize";

/** An answer's element, whose text grows. Blocks that are complete stay the same nodes: nothing flickers, and a selection in them stays. */
export class LiveMarkdown {
  /** The text as it came. */
  text = "";
  private readonly growing = new GrowingText();
  private readonly headings: Headings = [];
  /** Nodes that are complete. */
  private settled = 0;
  private frame: number | undefined;

  /** `drawn` is called after what is shown has changed. */
  constructor(
    readonly element: HTMLElement,
    private readonly drawn: () => void,
  ) {}

  /** Takes a piece, and shows it with the next frame. A tab in the background has no frames, and shows it later. */
  add(piece: string): void {
    this.text += piece;
    this.growing.add(piece);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw(false);
    });
  }

  /** Shows everything: no more comes. */
  end(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.draw(true);
    // A definition may stand below the link that needs it.
    if (Object.keys(this.growing.links).length > 0) {
      this.element.replaceChildren(fragmentOf(blocksOf(this.text, {}), [], true));
      this.drawn();
    }
  }

  private draw(last: boolean): void {
    const update = this.growing.update(last);
    if (update === undefined) return;
    if (update.kind === "append") this.append(update.text);
    else {
      while (this.element.childNodes.length > this.settled) this.element.lastChild!.remove();
      this.element.append(fragmentOf(update.complete, this.headings, true));
      this.settled = this.element.childNodes.length;
      this.element.append(fragmentOf(update.open, [...this.headings], false));
    }
    this.drawn();
  }

  private append(text: string): void {
    const open = this.element.lastElementChild;
    const code = open?.querySelector(":scope > pre > code");
    let target: Element = code ?? this.element.lastElementChild ?? this.element;
    // The newest text goes where the eye is: into the last item of a list, the last cell of a table.
    while (
      code === null &&
      target.lastElementChild !== null &&
      /^(UL|OL|LI|BLOCKQUOTE|P)$/.test(target.lastElementChild.tagName)
    )
      target = target.lastElementChild;
    if (target.lastChild instanceof Text) target.lastChild.appendData(text);
    else target.append(text);
  }
}

/** The elements of an answer that is complete. */
export function markdown(text: string): DocumentFragment {
  return fragmentOf(blocksOf(text, {}), [], true);
}

function fragmentOf(tokens: readonly Token[], headings: Headings, complete: boolean): DocumentFragment {
  const fragment = sanitized(markupOf(tokens));
  // White space between blocks is no node of its own.
  for (const node of [...fragment.childNodes]) if (node instanceof Text && node.data.trim() === "") node.remove();
  dress(fragment, headings, complete);
  return fragment;
}
