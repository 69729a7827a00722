import { LogNormal } from "./log-normal";
import { Random } from "./random";

const draws = 200_000;

function moments(draw: () => number): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < draws; index++) {
    const value = draw();
    sum += value;
    squares += value * value;
  }
  const mean = sum / draws;
  return { mean, variance: squares / draws - mean * mean };
}

test.each<[string, (random: Random) => number, number, number]>([
  ["uniform", (random) => random.uniform(), 1 / 2, 1 / 12],
  ["exponential", (random) => random.exponential(), 1, 1],
  ["normal", (random) => random.normal(), 0, 1],
  ["gamma of shape 0.25", (random) => random.gamma(0.25), 1, 4],
  ["gamma of shape 3", (random) => random.gamma(3), 1, 1 / 3],
])("%s has the mean and the variance of its distribution", (_, draw, mean, variance) => {
  const random = new Random(1);
  const found = moments(() => draw(random));
  // Four standard errors of the mean.
  expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / draws));
  expect(found.variance / variance).toBeCloseTo(1, 1);
});

test("a log-normal has the mean and the variation that were asked for", () => {
  const random = new Random(1);
  const distribution = new LogNormal(400, 0.8);
  const { mean, variance } = moments(() => distribution.draw(random));
  expect(mean / 400).toBeCloseTo(1, 1);
  expect(Math.sqrt(variance) / mean).toBeCloseTo(0.8, 1);
});

test("without variation a log-normal is its mean", () => {
  expect(new LogNormal(8, 0).draw(new Random(1))).toBeCloseTo(8, 10);
});

test("the same seed gives the same numbers, another one others", () => {
  const [a, b, c] = [new Random(7), new Random(7), new Random(8)];
  const first = Array.from({ length: 20 }, () => a.uniform());
  expect(Array.from({ length: 20 }, () => b.uniform())).toEqual(first);
  expect(Array.from({ length: 20 }, () => c.uniform())).not.toEqual(first);
});

test("a stream does not depend on what was drawn before, and differs from others", () => {
  const random = new Random(7);
  const before = random.stream("arrivals").uniform();
  random.uniform();
  expect(random.stream("arrivals").uniform()).toBe(before);
  expect(random.stream("lengths").uniform()).not.toBe(before);
});
