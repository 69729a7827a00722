import { ExpectedWork, tokensOfBytes, workOf } from "./expected-work";

test("work is what is written, a tenth of what is read, and the time to the first token", () => {
  expect(workOf(400, 300)).toBe(50 + 300 + 40);
});

test("a token has four bytes, a begun one counts", () => {
  expect([0, 1, 4, 5].map(tokensOfBytes)).toEqual([0, 1, 1, 2]);
});

describe("expected work", () => {
  test("is that of the sale day's answer before any was seen, or of the request's own bound", () => {
    const work = new ExpectedWork();
    expect(work.of("m", 400)).toBe(workOf(400, 300));
    expect(work.of("m", 400, 20)).toBe(workOf(400, 20));
    expect(work.of("m", 400, 2_000)).toBe(workOf(400, 300));
  });

  test("follows the answers, model by model: the first at once, the others by a twentieth", () => {
    const work = new ExpectedWork();
    work.learn("m", 100);
    expect(work.of("m", 0)).toBe(workOf(0, 100));
    work.learn("m", 200);
    expect(work.of("m", 0)).toBe(workOf(0, 105));
    expect(work.of("n", 0)).toBe(workOf(0, 300));
  });
});
