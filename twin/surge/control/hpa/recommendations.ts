/** What the metrics asked for at a sync, before any limit. */
interface Recommendation {
  replicas: number;
  /** Seconds. */
  at: number;
}

/** The recommendations that stabilization looks back on. */
export class Recommendations {
  private readonly recommendations: Recommendation[];

  /** @param replicas those found at the first sync: they count as a recommendation of that time */
  constructor(replicas: number, now: number) {
    this.recommendations = [{ replicas, at: now }];
  }

  /** The highest recommendation of the window, this one included: without `behavior`. One exactly as old as the window counts. */
  highest(replicas: number, window: number, now: number): number {
    let highest = replicas;
    let place = this.recommendations.length;
    for (let index = 0; index < this.recommendations.length; index++) {
      const recommendation = this.recommendations[index]!;
      if (recommendation.at < now - window) place = index;
      else highest = Math.max(highest, recommendation.replicas);
    }
    this.recommendations[place] = { replicas, at: now };
    return highest;
  }

  /**
   * The current replicas, moved between the lowest recommendation of the window up and the highest of the window down, this
   * one included: with `behavior`. One exactly as old as its window does not count.
   */
  stabilized(replicas: number, current: number, windowUp: number, windowDown: number, now: number): number {
    let lowest = replicas;
    let highest = replicas;
    let place = this.recommendations.length;
    for (let index = 0; index < this.recommendations.length; index++) {
      const recommendation = this.recommendations[index]!;
      if (recommendation.at > now - windowUp) lowest = Math.min(lowest, recommendation.replicas);
      if (recommendation.at > now - windowDown) highest = Math.max(highest, recommendation.replicas);
      if (recommendation.at < now - windowUp && recommendation.at < now - windowDown) place = index;
    }
    this.recommendations[place] = { replicas, at: now };
    return Math.min(Math.max(current, lowest), highest);
  }
}
