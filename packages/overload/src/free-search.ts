import type { JudgedWindow } from "./call-window";

/** Strain from which a backend is held back when it is of our making. */
export const tolerance = 3;
/** Certain strain below which there is none, and from which it is worth watching. */
const calm = 1.2;
const notable = 1.8;
/** How far the calls at a time may grow over what is usual while answers come slower and nobody knows why. */
const reachFactor = 4;
/** A number of calls that has grown by no more than this for so long is what is asked for, milliseconds. */
const steadyGrowth = 1.25;
const steadyMs = 5_000;
const steadyLatencies = 1.5;

/** What follows from a window. */
export type FreeVerdict =
  /** Nothing. */
  | undefined
  /** As much is under way as ever may, and answers come late: it is bounded. */
  | "bounded"
  /** So much more than usual is under way, ever more slowly, that it must be taken for load. */
  | "overloaded"
  /** It answers all that is asked for, slowly: that is its own pace. */
  | "itsPace"
  /** It has become slower; what began from now on shows whether by itself. */
  | "watch";

/** What is known while nothing proves that a backend has a bound: how many calls at a time are usual, and how far more may go if it becomes slower. */
export class FreeSearch {
  /** Calls at a time above which growth is slow; Infinity while nothing is suspected. */
  reach = Infinity;
  /** How often in a row more calls at a time only took longer. */
  withoutGain = 0;
  private usualPeak = 0;
  private steadySince = 0;
  private steadyHeld = 0;

  /** @param initial where the limit begins: `reach` is never less */
  constructor(private readonly initial: number) {}

  /** Nothing is suspected any more. */
  trust(): void {
    this.reach = Infinity;
    this.withoutGain = 0;
  }

  /** It has become slower, by itself or by our load. */
  suspect(): void {
    if (this.reach === Infinity) this.reach = Math.max(this.initial, reachFactor * this.usualPeak);
  }

  /**
   * A bound was believed in that is none.
   *
   * @param held calls under way: a multiple of them may be next, and what is slow then shows soon
   */
  released(held: number): void {
    this.trust();
    this.reach = Math.max(this.initial, 3 * held);
  }

  /**
   * @param hasSagged fewer answers came of late than before
   * @param isInOrder calls end in the order in which they began, as in a queue: what takes long by itself ends in any order
   */
  judge(
    window: JudgedWindow,
    maximum: number,
    hasSagged: boolean,
    isWatched: boolean,
    isInOrder: boolean,
  ): FreeVerdict {
    const { certain, peak, limit, places } = window;
    const isFull = peak >= places;
    if (certain > tolerance && places === maximum && peak >= limit * 0.8) return "bounded";
    if (certain <= calm) {
      this.trust();
      this.usualPeak += (peak - this.usualPeak) / 4;
    } else if ((certain > notable && hasSagged) || (certain > tolerance && isFull)) this.suspect();
    if (this.isSteady(window, isFull) && certain > 1) {
      this.trust();
      return "itsPace";
    }
    if (certain <= tolerance) return undefined;
    if (places >= this.reach * 0.8 && isFull && isInOrder) return "overloaded";
    if (!hasSagged || isWatched || this.withoutGain > 0) return undefined;
    this.suspect();
    return "watch";
  }

  /** Calls at a time have not grown for a while, with room left: as many are answered as are asked. */
  private isSteady({ now, held, latestMs }: JudgedWindow, isFull: boolean): boolean {
    const isGrowing = isFull || held > steadyGrowth * this.steadyHeld;
    if (!isGrowing && now - this.steadySince <= Math.max(steadyMs, steadyLatencies * latestMs)) return false;
    this.steadySince = now;
    this.steadyHeld = held;
    return !isGrowing;
  }
}
