import { EventQueue, Random } from "../events";
import type { Arrivals } from "../traffic";
import { Serving } from "./serving";
import { servingOptions } from "./testing/options";

/**
 * Where queueing theory knows the answer, the simulation must give it: one pod with c places before a gateway whose answers take a time that
 * the test chooses by their tokens.
 */
const count = 100_000;
const secondsPerToken = 0.001;

/** Poisson arrivals whose answers take as long as `draw` says, in means of one second. */
class TimedQuestions implements Arrivals {
  at = 0;
  readonly promptTokens = 1;
  outputTokens = 1;
  private left = count;

  constructor(
    private readonly rate: number,
    private readonly random: Random,
    private readonly draw: (random: Random) => number,
  ) {
    this.next();
  }

  next(): void {
    this.at = this.left-- > 0 ? this.at + this.random.exponential() / this.rate : Infinity;
    this.outputTokens = 1 + Math.round(this.draw(this.random) / secondsPerToken);
  }
}

function simulate(places: number, rate: number, draw: (random: Random) => number) {
  const options = servingOptions();
  options.app.gatewayMaxInFlight = places;
  // The first token is there at once, and each further one takes a millisecond.
  options.gateway.firstTokenSeconds = { mean: 1e-9, variation: 0 };
  options.gateway.perTokenSeconds = { mean: secondsPerToken, variation: 0 };
  const queue = new EventQueue();
  const serving = new Serving(queue, new Random(1), options);
  serving.addPod();
  serving.feed(new TimedQuestions(rate, new Random(2), draw));
  let insideSeconds = 0;
  let samples = 0;
  const sample = queue.register(() => {
    insideSeconds += serving.totals.inside;
    samples += 1;
    if (serving.totals.answered < count) queue.schedule(queue.now + 1, sample);
  });
  queue.schedule(0.5, sample);
  queue.runAll();
  return { totals: serving.totals, meanInside: insideSeconds / samples, seconds: queue.now };
}

/** Erlang's C: the probability that all of c servers are taken, at an offered load of `load`. */
function erlangC(servers: number, load: number): number {
  let term = 1;
  let sum = 1;
  for (let index = 1; index < servers; index++) sum += term *= load / index;
  const last = (term * load) / servers / (1 - load / servers);
  return last / (sum + last);
}

test.each([
  [1, 0.7],
  [4, 3.2],
  [20, 17],
])("M/M/%i at %d arrivals a second waits as long as Erlang says", (servers, rate) => {
  const { totals } = simulate(servers, rate, (random) => random.exponential());
  const wait = erlangC(servers, rate) / (servers - rate);
  expect(totals.answered).toBe(count);
  expect(totals.firstTokenSeconds.mean / wait).toBeCloseTo(1, 1);
  expect(totals.answerSeconds.mean / (wait + 1)).toBeCloseTo(1, 1);
});

test("M/D/1 waits half as long as M/M/1, as Pollaczek and Khinchine say", () => {
  const rate = 0.8;
  const { totals } = simulate(1, rate, () => 1);
  expect(totals.firstTokenSeconds.mean / (rate / (2 * (1 - rate)))).toBeCloseTo(1, 1);
});

test("Little's law: who is inside on average is the rate of arrivals times the time that they stay", () => {
  const { totals, meanInside, seconds } = simulate(4, 3.2, (random) => random.exponential());
  expect(meanInside / ((totals.answered / seconds) * totals.answerSeconds.mean)).toBeCloseTo(1, 1);
});
