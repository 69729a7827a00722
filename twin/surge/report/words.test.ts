import type { Objective } from "../outcome";
import { clock, dollars, plain, promiseFigures, seconds, share, shareOf, shorten, span, verdictReason } from "./words";
import { sampleRun } from "./testing/outcome";

test.each([
  [0, "0 %"],
  [0.0001, "< 0.1 %"],
  [0.021, "2.1 %"],
  [0.9999, "> 99.9 %"],
  [1, "100 %"],
  [Number.NaN, "–"],
])("a share of %p is %p", (value, text) => expect(share(value)).toBe(text));

test("a share of nothing is none", () => expect(shareOf(0, 0)).toBe("–"));

test.each([
  [undefined, "–"],
  [null, "–"],
  [0, "0 s"],
  [0.0004, "0.4 ms"],
  [0.085, "85 ms"],
  [1.416, "1.42 s"],
  [12.44, "12.4 s"],
  [125.4, "125 s"],
])("a latency of %p is %p", (value, text) => expect(seconds(value)).toBe(text));

test.each([
  [5.25, "5.3 s"],
  [45, "45 s"],
  [720, "12 min"],
  [7200, "2 h"],
  [7500, "2 h 5 min"],
])("a span of %p is %p", (value, text) => expect(span(value)).toBe(text));

test("times and dollars", () => {
  expect([clock(0), clock(4055), clock(86_400)]).toEqual(["0:00:00", "1:07:35", "24:00:00"]);
  expect([dollars(0.5), dollars(1234.5), dollars(Number.NaN)]).toEqual(["$0.5", "$1,235", "–"]);
});

describe("a promise", () => {
  const promise = (value: number, atMost: number, unit: Objective["unit"]): Objective => ({
    what: "it",
    value,
    atMost,
    unit,
    held: value <= atMost,
  });

  test("that is broken by little does not look like its bound", () => {
    expect(promiseFigures(promise(2.0004, 2, "s"))).toEqual({ value: "2.0004 s", bound: "2 s" });
    expect(promiseFigures(promise(0.01004, 0.01, "share"))).toEqual({ value: "1.004 %", bound: "1 %" });
  });

  test("has its value in its unit", () => {
    expect(promiseFigures(promise(1.416, 2, "s"))).toEqual({ value: "1.42 s", bound: "2 s" });
    expect(promiseFigures(promise(0.005, 0.025, "share"))).toEqual({ value: "0.5 %", bound: "2.5 %" });
    expect(promiseFigures(promise(1200, 0, "questions"))).toEqual({ value: "1,200", bound: "0" });
  });

  test("without a value says so", () => {
    expect(promiseFigures({ ...promise(0, 2, "s"), value: Number.NaN }).value).toBe("–");
  });
});

test("the reason names what is broken, or says that nothing is", () => {
  const run = sampleRun("declared", "it");
  expect(verdictReason(run)).toBe("all 3 promises are kept");
  expect(verdictReason({ ...run, promises: run.promises.slice(0, 1) })).toBe("the promise is kept");
  expect(verdictReason({ ...run, promises: [] })).toBe("nothing was promised");
  const promises = run.promises.map((promise, index) =>
    index === 0 ? { ...promise, value: 4.2, held: false } : promise,
  );
  expect(verdictReason({ ...run, verdict: "fails", promises })).toBe("p99 of the first token 4.2 s, at most 2 s");
});

test("names cannot steer a terminal, and long ones keep both ends", () => {
  expect(plain("a\u001b[31mb\u202ec\nd")).toBe("a\ufffd[31mb\ufffdc\ufffdd");
  expect(shorten("production/ai-service", 11)).toBe("produ…rvice");
  expect(shorten("short", 11)).toBe("short");
});
