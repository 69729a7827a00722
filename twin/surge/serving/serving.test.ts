import * as fc from "fast-check";
import { EventQueue, Random } from "../events";
import { CurveArrivals, namedTraffic, RateCurve, type TrafficOptions } from "../traffic";
import type { ServingOptions } from "./options";
import { Serving } from "./serving";
import { servingOptions, vllmFirst } from "./testing/options";

const texts: TrafficOptions = {
  seed: 1,
  promptTokens: { mean: 400, variation: 0.8, maximum: 8_000 },
  outputTokens: { mean: 300, variation: 0.7, maximum: 2_048 },
  burstiness: 1,
};

interface Fleet {
  pods: number;
  replicas: number;
}

function start(options: ServingOptions, { pods, replicas }: Fleet, curve: RateCurve, seed = 1) {
  const queue = new EventQueue();
  const serving = new Serving(queue, new Random(seed), options);
  for (let pod = 0; pod < pods; pod++) serving.addPod();
  for (let replica = 0; replica < replicas; replica++) serving.vllm.add();
  serving.feed(new CurveArrivals(curve, { ...texts, seed }));
  return { queue, serving };
}

const steady = (rate: number, seconds: number): RateCurve =>
  new RateCurve([{ from: 0, to: seconds, fromRate: rate, toRate: rate }]);

/** Every figure, for a comparison. */
const figuresOf = ({ totals }: Serving): string => {
  const { firstTokenSeconds, answerSeconds, byModel, ...counts } = totals;
  return JSON.stringify([counts, firstTokenSeconds, answerSeconds, [...byModel]]);
};

test("every arrival is answered, refused, timed out, lost or inside, whatever ends in the meantime", () => {
  fc.assert(
    fc.property(
      fc.record({
        rate: fc.double({ min: 0.5, max: 30, noNaN: true }),
        pods: fc.integer({ min: 1, max: 4 }),
        replicas: fc.integer({ min: 0, max: 2 }),
        inFlight: fc.integer({ min: 1, max: 40 }),
        queueLimit: fc.integer({ min: 0, max: 50 }),
        deadline: fc.double({ min: 0.1, max: 20, noNaN: true }),
        patience: fc.double({ min: 0.5, max: 20, noNaN: true }),
        notices: fc.boolean(),
        errors: fc.double({ min: 0, max: 0.5, noNaN: true }),
        perMinute: fc.integer({ min: 10, max: 2_000 }),
        retries: fc.double({ min: 0, max: 1, noNaN: true }),
        seed: fc.integer(),
      }),
      (example) => {
        const options = vllmFirst();
        Object.assign(options.app, {
          vllmMaxInFlight: example.inFlight,
          gatewayMaxInFlight: example.inFlight,
          fixedPlaces: false,
          queueLimit: example.queueLimit,
          queueDeadlineSeconds: example.deadline,
          noticesGoneClients: example.notices,
        });
        Object.assign(options.gateway, { errorShare: example.errors, requestsPerMinute: example.perMinute });
        Object.assign(options.clients, { patienceSeconds: example.patience, retryShare: example.retries, attempts: 3 });
        const { queue, serving } = start(options, example, steady(example.rate, 60), example.seed);
        queue.runUntil(20);
        serving.killPod(0);
        if (example.replicas > 0) serving.killReplica(0);
        queue.runUntil(30);
        expect(serving.totals.inside).toBe(serving.countInside());
        serving.addPod();
        queue.runAll();
        expect([serving.totals.inside, serving.countInside()]).toEqual([0, 0]);
        expect([serving.queueDepth, serving.askedOfVllm, serving.vllm.running]).toEqual([0, 0, 0]);
        expect(serving.questionsIn(1)).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

test("the same seed gives the same figures to the last bit, another seed others", () => {
  const figures = [1, 1, 2].map((seed) => {
    const { queue, serving } = start(vllmFirst(), { pods: 2, replicas: 1 }, steady(10, 120), seed);
    queue.runAll();
    return figuresOf(serving);
  });
  expect(figures[1]).toBe(figures[0]);
  expect(figures[2]).not.toBe(figures[0]);
});

test("what vLLM has no place for goes to the gateway, and still counts as asked of vLLM", () => {
  const options = vllmFirst();
  options.app.vllmMaxInFlight = 4;
  const { queue, serving } = start(options, { pods: 1, replicas: 1 }, steady(5, 300));
  let most = 0;
  const look = queue.register(() => (most = Math.max(most, serving.askedOfVllm)));
  for (let second = 1; second < 300; second++) queue.schedule(second, look);
  queue.runAll();
  const { totals } = serving;
  expect(totals.refused + totals.lost + totals.timedOut).toBe(0);
  expect(totals.overflowed).toBe(totals.byModel.get("hosted")!.answers);
  expect(totals.byModel.get("in-cluster")!.answers).toBeGreaterThan(100);
  expect(most).toBeGreaterThan(4);
});

test("a question that could not have its place in time is refused at once", () => {
  const options = servingOptions();
  Object.assign(options.app, { gatewayMaxInFlight: 4, queueDeadlineSeconds: 2 });
  const { queue, serving } = start(options, { pods: 1, replicas: 0 }, steady(10, 300));
  queue.runAll();
  // Four places, 3.5 s an answer.
  expect(serving.totals.answered / 300 / (4 / 3.5)).toBeCloseTo(1, 0);
  expect(serving.totals.refused).toBe(serving.totals.arrivals - serving.totals.answered);
  expect(serving.totals.firstTokenSeconds.maximum).toBeLessThan(2 + 2);
});

test("a rate limit of the gateway is honoured, and its refusals reach the client as such", () => {
  const options = servingOptions();
  options.gateway.requestsPerMinute = 60;
  options.app.queueDeadlineSeconds = 2;
  const { queue, serving } = start(options, { pods: 1, replicas: 0 }, steady(5, 300));
  queue.runAll();
  // One a second, and what ten seconds hold at the start.
  expect(serving.totals.answered).toBeLessThanOrEqual(10 + queue.now);
  expect(serving.totals.answered).toBeGreaterThan(250);
  expect(serving.totals.refused).toBe(serving.totals.arrivals - serving.totals.answered);
});

test("when a replica ends, streams break off and what had not begun is answered by the gateway", () => {
  const { queue, serving } = start(vllmFirst(), { pods: 2, replicas: 1 }, steady(2, 60));
  queue.runUntil(30);
  const running = serving.vllm.running;
  serving.killReplica(0);
  queue.runAll();
  expect(running).toBeGreaterThan(5);
  expect(serving.totals.lost).toBeLessThanOrEqual(running);
  expect(serving.totals.lost).toBeGreaterThan(0);
  expect(serving.totals.answered).toBe(serving.totals.arrivals - serving.totals.lost);
});

test("a pod that drains loses nothing that it can finish in its time", () => {
  const { queue, serving } = start(servingOptions(), { pods: 2, replicas: 0 }, steady(5, 60));
  queue.runUntil(30);
  const had = serving.questionsIn(0);
  serving.drainPod(0, 60);
  queue.runAll();
  expect(had).toBeGreaterThan(0);
  expect(serving.totals.lost).toBe(0);
});

test("a replica that drains finishes its answers, and new questions go to the gateway", () => {
  const { queue, serving } = start(vllmFirst(), { pods: 2, replicas: 1 }, steady(2, 60));
  queue.runUntil(30);
  const running = serving.vllm.running;
  serving.drainReplica(0, 60);
  queue.runAll();
  expect(running).toBeGreaterThan(5);
  expect(serving.totals.answered).toBe(serving.totals.arrivals);
  expect(serving.totals.byModel.get("hosted")!.answers).toBeGreaterThan(40);
});

test("more places never refuse more", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 30 }),
      fc.double({ min: 1, max: 12, noNaN: true }),
      fc.integer(),
      (places, more, rate, seed) => {
        const [few, many] = [places, places + more].map((count) => {
          const options = servingOptions();
          // Answers of one length: with others, one more place may let a long one in before several short ones.
          options.gateway.firstTokenSeconds.variation = options.gateway.perTokenSeconds.variation = 0;
          Object.assign(options.app, {
            gatewayMaxInFlight: count,
            queueLimit: 5,
          });
          const queue = new EventQueue();
          const serving = new Serving(queue, new Random(seed), options);
          serving.addPod();
          const same = { ...texts, seed, outputTokens: { mean: 300, variation: 0, maximum: 300 } };
          serving.feed(new CurveArrivals(steady(rate, 120), same));
          queue.runAll();
          return serving.totals.refused;
        });
        expect(many).toBeLessThanOrEqual(few!);
      },
    ),
    { numRuns: 60 },
  );
});

test("clients that are refused come back, as often as they may", () => {
  const options = servingOptions();
  Object.assign(options.clients, { retryShare: 1, attempts: 3 });
  const { queue, serving } = start(options, { pods: 0, replicas: 0 }, steady(5, 60));
  queue.runAll();
  expect(serving.totals.refused).toBe(serving.totals.arrivals);
  expect(serving.totals.clientRetries).toBe(2 * serving.totals.arrivals);
});

/** The situation's starting point: three pods, four blocking calls of 8 s each, a line without a bound, an app that does not notice who goes. */
function startingPoint(): ServingOptions {
  const options = servingOptions();
  Object.assign(options.app, {
    gatewayMaxInFlight: 4,
    attempts: 1,
    noticesGoneClients: false,
  });
  options.gateway.firstTokenSeconds = { mean: 8, variation: 0 };
  options.gateway.perTokenSeconds = { mean: Number.MIN_VALUE, variation: 0 };
  Object.assign(options.clients, { patienceSeconds: 60, retryShare: 0.5, attempts: 3 });
  return options;
}

test("the starting point does 1.5 questions a second, so answers take over 30 s, and then nobody waits for them any more", () => {
  const { queue, serving } = start(startingPoint(), { pods: 3, replicas: 0 }, namedTraffic["sale-day"]!());
  queue.runUntil(1_500);
  expect(serving.totals.answered / serving.totals.arrivals).toBeGreaterThan(0.95);
  queue.runUntil(3_600);
  expect(serving.totals.firstTokenSeconds.maximum).toBeGreaterThan(30);
  const before = serving.totals.answered;
  queue.runUntil(5_400);
  // It works at its limit, and for clients that have gone.
  expect((serving.totals.answered - before) / 1_800).toBeLessThan(0.1);
  expect(serving.healthDelaySeconds(0)).toBeGreaterThan(1_000);
});
