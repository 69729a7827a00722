import * as fc from "fast-check";
import { AdaptiveLimit } from "./adaptive-limit";
import { AppPod } from "./app-pod";
import { QuestionLine } from "./question-line";
import { RetryBudget } from "./retry-budget";
import { servingOptions } from "./testing/options";

const gateway = [{ backend: "gateway", model: "hosted" }] as const;

describe("the limit at the gateway", () => {
  /** Fills the limit and answers all of it, or refuses a share; the last answer is old enough for a judgement. */
  function window(limit: AdaptiveLimit, now: number, refusedShare = 0): void {
    const calls = limit.limit;
    for (let call = 0; call < calls; call++) limit.acquire();
    for (let call = 0; call < calls; call++) {
      limit.release(call < calls * refusedShare, now, now + (call === calls - 1 ? 0.3 : 0.1));
    }
  }

  test("doubles while its places are used and nothing is refused, up to its bound", () => {
    const limit = new AdaptiveLimit(64, 500);
    const seen = [0, 0.3, 0.6, 0.9, 1.2].map((now) => {
      window(limit, now);
      return limit.limit;
    });
    expect(seen).toEqual([128, 256, 500, 500, 500]);
  });

  test("falls by the share that is refused, by half at most, and then grows by small steps", () => {
    const limit = new AdaptiveLimit(100, 500);
    window(limit, 0, 0.2);
    expect(limit.limit).toBe(80);
    window(limit, 0.3);
    expect(limit.limit).toBe(84);
    window(limit, 0.6, 0.9);
    expect(limit.limit).toBe(42);
  });

  test("stays where few of its places are used", () => {
    const limit = new AdaptiveLimit(64, 500);
    for (let call = 0; call < 10; call++) limit.acquire();
    for (let call = 0; call < 10; call++) limit.release(false, 1, 2);
    expect([limit.limit, limit.inFlight]).toEqual([64, 0]);
  });
});

describe("a pod refuses", () => {
  const pod = (options: Partial<ReturnType<typeof servingOptions>["app"]>): AppPod =>
    new AppPod(0, { ...servingOptions().app, gatewayInitialInFlight: 10, gatewayMaxInFlight: 10, ...options });

  test("what would come too late, and says when to come back", () => {
    const appPod = pod({ queueDeadlineSeconds: 10 });
    // Ten places at 2 s for 100 tokens of work: 500 a second.
    appPod.learn("gateway", 2, 100);
    appPod.waitingWork = 4_400;
    expect(appPod.refusal(gateway, 100, 0)).toBeCloseTo(9 - 8, 6);
    appPod.waitingWork = 3_800;
    expect(appPod.refusal(gateway, 100, 0)).toBeUndefined();
  });

  test("one more than the line may hold", () => {
    const appPod = pod({ queueLimit: 3 });
    appPod.learn("gateway", 2, 100);
    appPod.waiting = 3;
    expect(appPod.refusal(gateway, 100, 0)).toBeDefined();
    appPod.waiting = 2;
    expect(appPod.refusal(gateway, 100, 0)).toBeUndefined();
  });

  test("more than its places while no answer has shown a pace", () => {
    const appPod = pod({ queueDeadlineSeconds: 10 });
    appPod.waiting = 9;
    expect(appPod.refusal(gateway, 100, 0)).toBeUndefined();
    appPod.waiting = 10;
    expect(appPod.refusal(gateway, 100, 0)).toBe(Infinity);
  });

  test("what only vLLM could answer, while no replica is ready", () => {
    const vllm = [{ backend: "vllm", model: "in-cluster" }] as const;
    expect(pod({ queueDeadlineSeconds: 10 }).refusal(vllm, 100, 0)).toBe(Infinity);
    expect(pod({ queueDeadlineSeconds: 10 }).refusal(vllm, 100, 1)).toBeUndefined();
  });
});

describe("the retry budget", () => {
  test("allows a share of the last ten seconds' questions", () => {
    const budget = new RetryBudget(0.1);
    for (let question = 0; question < 200; question++) budget.request(1);
    const taken = Array.from({ length: 40 }, () => budget.take(1)).filter(Boolean).length;
    expect(taken).toBe(20);
    expect(budget.take(10.5)).toBe(false);
    expect(budget.take(12)).toBe(true);
  });

  test("allows a few where there is little traffic, and none where it is 0", () => {
    const [some, none] = [new RetryBudget(0.1), new RetryBudget(0)];
    expect(Array.from({ length: 9 }, () => some.take(1)).filter(Boolean)).toHaveLength(5);
    expect(none.take(1)).toBe(false);
  });
});

test("a line is first in, first out, but for those that go to its front, however often it grows and turns", () => {
  const operation = fc.constantFrom("push", "unshift", "shift");
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 400 }), (operations) => {
      const line = new QuestionLine();
      const model: number[] = [];
      operations.forEach((what, slot) => {
        if (what === "shift" && model.length > 0) {
          expect([line.firstSlot, line.firstStamp]).toEqual([model[0], 1_000 + model.shift()!]);
          line.shift();
        } else if (what === "unshift") {
          line.unshift(slot, 1_000 + slot);
          model.unshift(slot);
        } else {
          line.push(slot, 1_000 + slot);
          model.push(slot);
        }
        expect(line.entries).toBe(model.length);
      });
    }),
  );
});
