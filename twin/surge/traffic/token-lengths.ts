import { LogNormal, type Random } from "../events";

/** How many tokens texts have: log-normal, as the lengths of prompts and answers in published traces nearly are. */
export interface TokenLength {
  /** Mean, tokens. */
  mean: number;
  /** Deviation over mean; 0 gives every text the mean. */
  variation: number;
  /** Longest, tokens: what is drawn above it counts as that. */
  maximum: number;
}

/** Draws lengths of texts. */
export class TokenLengths {
  private readonly lengths: LogNormal;
  private readonly maximum: number;

  constructor({ mean, variation, maximum }: TokenLength) {
    this.lengths = new LogNormal(mean, variation);
    this.maximum = maximum;
  }

  draw(random: Random): number {
    return Math.min(this.maximum, Math.max(1, Math.round(this.lengths.draw(random))));
  }
}
