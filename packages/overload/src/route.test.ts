import { type CallFailure, type RouteEntry, RouteProgress } from "./route";

const vllm: RouteEntry = { backend: "vllm", model: "q" };
const gateway: RouteEntry = { backend: "gateway", model: "m" };
const second: RouteEntry = { backend: "gateway", model: "n" };

function begun(...route: RouteEntry[]): RouteProgress {
  const progress = new RouteProgress("vllm");
  progress.begin(route);
  return progress;
}

describe("what comes after a call without an answer", () => {
  test.each<[CallFailure, string, string]>([
    ["rejected", "nextEntry", "nextRound"],
    ["failed", "nextEntry", "nextRound"],
    ["absent", "nextEntry", "nextRound"],
    // Another entry may have the model, take another key, or be of another account; a wait mends none of them.
    ["modelMissing", "nextEntry", "end"],
    ["unauthorized", "nextEntry", "end"],
    ["quotaExhausted", "nextEntry", "end"],
    ["blocked", "end", "end"],
    ["timeout", "end", "end"],
    ["wrongRequest", "end", "end"],
    ["cancelled", "end", "end"],
  ])("%s: %s where there is another entry, else %s", (failure, between, last) => {
    const progress = begun(gateway, second);
    progress.placed(0);
    expect(progress.failed(failure)).toBe(between);
    progress.placed(1);
    expect(progress.failed(failure)).toBe(last);
  });

  test("a stream that timed out before its first event moves on once, and is asked nowhere again", () => {
    const progress = begun(vllm, gateway, second);
    progress.placed(0);
    expect(progress.failed("timeout", 0, true)).toBe("nextEntry");
    progress.placed(1);
    expect(progress.failed("failed")).toBe("nextEntry");
    progress.placed(2);
    expect(progress.failed("failed")).toBe("end");
    const twice = begun(vllm, gateway, second);
    twice.placed(0);
    twice.failed("timeout", 0, true);
    twice.placed(1);
    expect(twice.failed("timeout", 0, true)).toBe("end");
    const alone = begun(gateway);
    alone.placed(0);
    expect(alone.failed("timeout", 0, true)).toBe("end");
  });

  test("a backend that says that a repetition changes nothing is not asked again, and the others are", () => {
    const progress = begun(vllm, gateway);
    progress.placed(0);
    expect(progress.failed("failed", 0, false, true)).toBe("nextEntry");
    progress.placed(1);
    expect(progress.failed("failed")).toBe("nextRound");
    progress.nextRound();
    expect(progress.route).toEqual([gateway]);
    const alone = begun(gateway);
    alone.placed(0);
    expect(alone.failed("rejected", 0, false, true)).toBe("end");
  });

  test("entries before the one that had a place have had their turn, until the next round", () => {
    const progress = begun(vllm, gateway, second);
    progress.placed(1);
    expect(progress.entry).toBe(gateway);
    progress.failed("failed");
    expect(progress.from).toBe(2);
    progress.placed(2);
    expect(progress.failed("failed")).toBe("nextRound");
    progress.nextRound();
    expect(progress).toMatchObject({ from: 0, round: 2, attempts: 2 });
  });

  test("an entry whose failure lasts is not asked again, in whatever round", () => {
    const progress = begun(vllm, gateway, second);
    for (const [index, failure] of (["absent", "modelMissing", "quotaExhausted"] as const).entries()) {
      progress.placed(index);
      progress.failed(failure);
    }
    progress.nextRound();
    expect(progress).toMatchObject({ route: [vllm], from: 0, at: -1, round: 2 });
    progress.placed(0);
    expect(progress.failed("failed")).toBe("nextRound");
    progress.nextRound();
    progress.placed(0);
    expect(progress.failed("unauthorized")).toBe("end");
  });

  test("a wait is worth it for an entry that had no place", () => {
    const progress = begun(vllm, gateway);
    progress.placed(1);
    expect(progress.failed("modelMissing")).toBe("nextRound");
    progress.nextRound();
    expect(progress.route).toEqual([vllm]);
  });

  test("the longest Retry-After of a round's refusals counts, and is forgotten with the round", () => {
    const progress = begun(vllm, gateway, second);
    expect(progress.retryAfterMs).toBe(0);
    for (const [index, retryAfterMs] of [3_000, 5_000, 1_000].entries()) {
      progress.placed(index);
      progress.failed("rejected", retryAfterMs);
    }
    expect(progress.retryAfterMs).toBe(5_000);
    progress.nextRound();
    expect(progress.retryAfterMs).toBe(0);
    progress.placed(0);
    progress.failed("failed", 7_000);
    expect(progress.retryAfterMs).toBe(0);
  });

  test("it comes again once it had a place", () => {
    const progress = begun(gateway, second);
    expect(progress).toMatchObject({ again: false, attempts: 0, at: -1, round: 1, from: 0 });
    progress.placed(0);
    expect(progress).toMatchObject({ again: true, attempts: 1 });
  });

  test("used for another request, nothing of the one before is left", () => {
    const progress = begun(vllm, gateway);
    progress.placed(0);
    progress.failed("rejected", 500);
    progress.placed(1);
    progress.failed("failed");
    progress.nextRound();
    progress.failed("rejected", 500);
    progress.begin([gateway]);
    expect({ ...progress }).toEqual({ ...begun(gateway) });
  });
});

describe("overflow", () => {
  test("is a place elsewhere for what begins with the scaled backend", () => {
    const progress = begun(vllm, gateway);
    expect(progress.asksScaled).toBe(true);
    progress.placed(1);
    expect(progress.overflow).toBe("full");
  });

  test.each<[CallFailure, string]>([
    ["rejected", "rejected"],
    ["absent", "absent"],
    ["failed", "failed"],
    ["unauthorized", "failed"],
    ["modelMissing", "failed"],
  ])("has the scaled backend's failure as its reason: %s is %s, and stays so", (failure, reason) => {
    const progress = begun(vllm, gateway);
    progress.placed(0);
    expect(progress.overflow).toBeUndefined();
    progress.failed(failure);
    progress.placed(1);
    progress.failed("failed");
    progress.nextRound();
    progress.placed(0);
    progress.failed(failure === "absent" ? "failed" : "absent");
    expect(progress.overflow).toBe(reason);
  });

  test("is none where the request is the failure, and where the route begins elsewhere", () => {
    const cancelled = begun(vllm, gateway);
    cancelled.placed(0);
    cancelled.failed("cancelled");
    expect(cancelled.overflow).toBeUndefined();
    const elsewhere = begun(gateway, vllm, second);
    expect(elsewhere.asksScaled).toBe(false);
    elsewhere.placed(0);
    elsewhere.failed("rejected");
    elsewhere.placed(1);
    elsewhere.failed("absent");
    elsewhere.placed(2);
    expect(elsewhere.overflow).toBeUndefined();
    expect(new RouteProgress("vllm")).toMatchObject({ asksScaled: false, route: [], at: -1 });
    expect(begun().asksScaled).toBe(false);
  });

  test("keeps its reason when another backend fails afterwards", () => {
    const progress = begun(vllm, gateway);
    progress.placed(1);
    progress.failed("rejected");
    progress.nextRound();
    progress.placed(0);
    progress.failed("absent");
    expect(progress.overflow).toBe("full");
  });
});
