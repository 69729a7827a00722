import fc from "fast-check";
import pc from "picocolors";
import type { SurgeOutcome } from "../outcome";
import { emptyOutcome, sampleOutcome } from "./testing/outcome";
import { surgeText } from "./text";

const lines = (outcome: SurgeOutcome, width?: number) => surgeText(outcome, { width }).trimEnd().split("\n");

describe("surgeText", () => {
  test("begins with what was simulated and its verdict, and says that it was", () => {
    const [first, traffic, , verdict] = lines(sampleOutcome());
    expect(first).toBe("surge on stack prod  simulated, nothing was deployed");
    expect(traffic).toBe("sale-day: 2 h, from 0.12 to at most 42 questions a second; seed 1");
    expect(verdict).toBe("✓ holds  all 3 promises are kept");
    expect(lines(sampleOutcome({ capacity: 9 }))[3]).toMatch(
      /^✗ fails {2}p99 of the first token 8.4 s, at most 2 s; share /,
    );
  });

  test("has every promise with its value and its bound", () => {
    const text = surgeText(sampleOutcome());
    expect(text).toMatch(/✓ p99 of the first token +1\.62 s +at most 2 s\n/);
    expect(text).toMatch(/✓ questions lost +0 +at most 0\n/);
  });

  test("has totals, latencies, cost, course, limits, comparisons and where the assumptions stand", () => {
    const text = surgeText(sampleOutcome());
    expect(text).toMatch(/answered +149,636 +99\.7 %/);
    expect(text).toMatch(/first token +0\.34 s +0\.97 s +1\.62 s/);
    expect(text).toMatch(/^cost {2}\$\d+: nodes \$[\d.]+, tokens \$[\d.]+$/m);
    expect(text).toMatch(/models\/vllm wanted +[▁▃▆█]+ +1 to 3 of 3/);
    expect(text).toMatch(/pool gpu1 +[▁▃▆█]+ +1 to 3 of 3 nodes/);
    expect(text).toMatch(/1:07:12 +53 min +pool gpu1 is at its maximum of 3 nodes/);
    expect(text).toMatch(/autoscaled on CPU alone +fails +88\.8 %/);
    expect(text).toMatch(/nothing was deployed and nothing was measured\. Simulating the first run took 1\.37 s/);
    expect(text).toMatch(/docs\/surge\.md/);
  });

  test.each([80, 95, 110])("keeps within %i columns", (width) => {
    const sample = sampleOutcome({ capacity: 9 });
    const outcome: SurgeOutcome = { ...sample, binding: [{ t: 0, seconds: 5, limit: "a limit ".repeat(40) }] };
    const found = lines(outcome, width);
    expect(Math.max(...found.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test("has colours only where it is handed some", () => {
    expect(surgeText(sampleOutcome())).not.toContain("\u001b");
    expect(surgeText(sampleOutcome(), { colors: pc.createColors(true) })).toContain("\u001b[32m");
  });

  test("says what has no price, and that the cost is at least as much", () => {
    const sample = sampleOutcome();
    const text = surgeText({ ...sample, cost: { ...sample.cost, unknown: ["Standard_X", "some-model"] } });
    expect(text).toMatch(/cost {2}≥ \$.*without a price, and so not in it: Standard_X, some-model/);
  });

  test("lists the first limits and counts the others", () => {
    const binding = Array.from({ length: 20 }, (_, t) => ({ t, seconds: 1, limit: `limit ${t}` }));
    const text = surgeText({ ...sampleOutcome(), binding });
    expect(text).toContain("limit 7\n");
    expect(text).not.toContain("limit 8");
    expect(text).toContain("… and 12 more (--json)");
  });

  test("does with nothing at all", () => {
    const text = surgeText(emptyOutcome());
    expect(text).toContain("✓ holds  nothing was promised");
    expect(text).toMatch(/first token +– +– +–/);
    expect(text).not.toMatch(/compared|course|NaN|undefined|Infinity/);
  });

  test("lets no name steer the terminal", () => {
    const control = fc.string({ unit: fc.constantFrom("\u001b", "[2J", "\n", "\r", "\u202e", "a") });
    fc.assert(
      fc.property(control, (name) => {
        const text = surgeText(hostile(name));
        // eslint-disable-next-line no-control-regex -- the control characters are what must not be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
        expect(text.split("\n").length).toBe(surgeText(hostile("a")).split("\n").length);
      }),
      { numRuns: 20 },
    );
  });
});

/** Everything that has a name has this one. */
function hostile(name: string): SurgeOutcome {
  const sample = sampleOutcome({ seconds: 600 });
  const { series } = sample;
  return {
    ...sample,
    stack: name,
    traffic: { ...sample.traffic, name },
    binding: sample.binding.map((binding) => ({ ...binding, limit: name })),
    series: {
      ...series,
      replicas: series.replicas.map((replica) => ({ ...replica, workload: name })),
      pools: series.pools.map((pool) => ({ ...pool, pool: name })),
    },
  };
}
