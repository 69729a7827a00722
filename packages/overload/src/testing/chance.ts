/** Chance from a seed: the same numbers at every run. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
    // The first numbers of neighbouring seeds are alike.
    for (let draw = 0; draw < 4; draw++) this.uniform();
  }

  /** From 0 up to, but not, 1 (the linear congruential generator of Numerical Recipes). */
  uniform(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 2 ** 32;
  }

  /** Between two numbers, each ratio as likely as the others. */
  ratio(least: number, most: number): number {
    return least * (most / least) ** this.uniform();
  }

  of<Choice>(choices: readonly Choice[]): Choice {
    return choices[Math.floor(this.uniform() * choices.length)]!;
  }

  /** Time to the next of so many a second that come by themselves, milliseconds. */
  untilNext(perSecond: number): number {
    return (-Math.log(1 - this.uniform()) * 1_000) / perSecond;
  }

  /** Log-normal with that mean; `scatter` is its deviation over its mean. */
  scattered(mean: number, scatter: number): number {
    if (scatter === 0) return mean;
    const variance = Math.log(1 + scatter ** 2);
    const normal = Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
    return mean * Math.exp(Math.sqrt(variance) * normal - variance / 2);
  }
}
