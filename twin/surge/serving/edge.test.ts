import { EventQueue, Random } from "../events";
import { Edge } from "./edge";
import { Serving } from "./serving";
import { servingOptions } from "./testing/options";

const edge = (proxies: number, parallelRequests: number) => new Edge({ proxies, parallelRequests }, new Random(1));

test("a proxy turns away what is past its limit, and takes the next when one has gone", () => {
  const proxy = edge(1, 2);
  expect([0, 1, 2].map((question) => proxy.enter(question))).toEqual([true, true, false]);
  expect(proxy.turnedAway).toBe(1);
  proxy.leave(0);
  expect(proxy.enter(2)).toBe(true);
});

test("what leaves twice, or was never let in, frees no second place", () => {
  const proxy = edge(1, 1);
  proxy.enter(0);
  proxy.enter(1);
  proxy.leave(1);
  expect(proxy.enter(2)).toBe(false);
  proxy.leave(0);
  proxy.leave(0);
  expect([proxy.enter(3), proxy.enter(4)]).toEqual([true, false]);
});

test("each of two proxies has its own limit, and clients are shared out by chance", () => {
  const two = edge(2, 100);
  const taken = Array.from({ length: 1_000 }, (_, question) => two.enter(question)).filter(Boolean);
  expect(taken).toHaveLength(200);
});

test("where nothing stands before the app, and where the edge has no proxy", () => {
  const none = new Edge(undefined, new Random(1));
  expect([none.enter(0), none.enter(5_000)]).toEqual([true, true]);
  none.leave(5_000);
  expect(edge(0, 10).enter(0)).toBe(false);
});

/** A second's questions, all at once, at an app that could take every one. */
function burst(count: number, parallelRequests: number | undefined, attempts = 1) {
  const options = servingOptions();
  const queue = new EventQueue();
  const serving = new Serving(queue, new Random(7), {
    ...options,
    ...(parallelRequests !== undefined && { edge: { proxies: 1, parallelRequests } }),
    clients: { ...options.clients, attempts, retryShare: 1, backoffSeconds: 60 },
  });
  serving.addPod();
  for (let question = 0; question < count; question++) serving.arrive(400, 300);
  queue.runUntil(600);
  return serving;
}

describe("the edge before an app that could take 1,000 at once", () => {
  test("refuses what is past its limit, which the app never sees", () => {
    const { totals, turnedAwayAtEdge } = burst(500, 100);
    expect(totals).toMatchObject({ arrivals: 500, answered: 100, refused: 400, refusedAtEdge: 400, inside: 0 });
    expect(turnedAwayAtEdge).toBe(400);
  });

  test("takes those that come again once there is room", () => {
    const { totals, turnedAwayAtEdge } = burst(150, 100, 2);
    expect(totals).toMatchObject({ answered: 150, refused: 0, refusedAtEdge: 0, clientRetries: 50 });
    expect(turnedAwayAtEdge).toBe(50);
  });

  test("takes all where its limit is that of the app, or where there is none", () => {
    expect(burst(500, 1_000).totals).toMatchObject({ answered: 500, refused: 0 });
    expect(burst(500, undefined).totals).toMatchObject({ answered: 500, refused: 0 });
  });
});
