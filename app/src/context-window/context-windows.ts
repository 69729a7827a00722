import type { RouteEntry } from "../settings";
import { windowOf } from "./known-windows";

/** What a route's models can read. */
export interface Reach {
  /** Names the route's models. */
  readonly key: string;
  /** Window of the smallest of them, tokens; `undefined` where none is known. */
  readonly window: number | undefined;
  /** Tokens that the messages of a request may have, so that an answer fits beside them. */
  readonly promptTokens: number;
}

/** Time for which a window that a refusal has taught is believed, milliseconds: a provider may change it, and a wrong lesson must end. */
const believedMs = 600_000;

/** Windows of the models that answer: by the settings, by what is known, and by what refusals have taught. */
export class ContextWindows {
  private readonly taught = new Map<string, { promptTokens: number; until: number }>();

  /**
   * @param settings tokens by model, stronger than what is known
   * @param answerTokens place that is left for the answer; at most half of a window
   */
  constructor(
    private readonly settings: Readonly<Record<string, number>>,
    private readonly answerTokens: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** The reach of a route: what falls over to the next entry must fit there too. */
  reachOf(route: readonly Pick<RouteEntry, "model">[]): Reach {
    const models = route.map(({ model }) => model);
    const windows = models.map((model) => windowOf(model, this.settings)).filter((window) => window !== undefined);
    const window = windows.length === 0 ? undefined : Math.min(...windows);
    const key = models.join(" ");
    const known = window === undefined ? Infinity : this.promptTokensOf(window);
    return { key, window, promptTokens: Math.min(known, this.taughtOf(key)) };
  }

  /**
   * What the next try of a request may have, tokens.
   *
   * @param sentTokens estimate of what was too long
   * @param window what the refusal named, if anything
   */
  afterTooLong(sentTokens: number, window: number | undefined): number {
    const named = window === undefined ? Infinity : this.promptTokensOf(window);
    // The named window is above what was sent where the estimate was too low: then only less helps.
    return Math.floor(named < sentTokens ? named : sentTokens / 2);
  }

  /** After a refusal, so many tokens were answered: the next conversation begins with that, and is not refused first. */
  learn({ key }: Reach, promptTokens: number): void {
    this.taught.set(key, { promptTokens, until: this.now() + believedMs });
  }

  private promptTokensOf(window: number): number {
    return window - Math.min(this.answerTokens, Math.floor(window / 2));
  }

  private taughtOf(key: string): number {
    const lesson = this.taught.get(key);
    if (lesson === undefined) return Infinity;
    if (lesson.until > this.now()) return lesson.promptTokens;
    this.taught.delete(key);
    return Infinity;
  }
}
