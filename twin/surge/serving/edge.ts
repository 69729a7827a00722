import { grown, type Random } from "../events";
import type { EdgeOptions } from "./options";

/**
 * The proxies between clients and app. A client's requests all go to one of them, drawn once, and one past a proxy's limit is answered with 503
 * at once. Where nothing stands before the app, every request comes in.
 */
export class Edge {
  /** Requests that were turned away here. */
  turnedAway = 0;
  /** Of each question: its proxy's number, from 1 on, while it is under way; 0 where it is not. */
  private at = new Int32Array(1_024);
  private readonly underWay: number[];

  constructor(
    private readonly options: EdgeOptions | undefined,
    private readonly chance: Random,
  ) {
    this.underWay = Array<number>(options?.proxies ?? 0).fill(0);
  }

  /** A request comes to its client's proxy. Gives whether it goes on to the app. */
  enter(question: number): boolean {
    if (this.options === undefined) return true;
    while (question >= this.at.length) this.at = grown(this.at);
    const proxy = this.chance.below(this.underWay.length);
    if (this.underWay.length === 0 || this.underWay[proxy]! >= this.options.parallelRequests) {
      this.turnedAway += 1;
      return false;
    }
    this.underWay[proxy]! += 1;
    this.at[question] = proxy + 1;
    return true;
  }

  /** A request has its answer, or its client has gone, by which Envoy ends it. One that is not under way is nothing to it. */
  leave(question: number): void {
    const proxy = this.at[question] ?? 0;
    if (proxy === 0) return;
    this.underWay[proxy - 1]! -= 1;
    this.at[question] = 0;
  }
}
