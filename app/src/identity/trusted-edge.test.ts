import { isPlace } from "../settings/places";
import { TrustedEdge } from "./trusted-edge";

const logger = { warn: jest.fn(), info: jest.fn() };
const edgeOf = (...places: string[]): TrustedEdge => new TrustedEdge({ places, logger });

describe("the edge's addresses", () => {
  test.each<[string[], string, boolean]>([
    [["10.1.2.3"], "10.1.2.3", true],
    [["10.1.2.3"], "::ffff:10.1.2.3", true],
    [["10.1.2.3"], "::FFFF:10.1.2.3", true],
    [["10.1.2.3"], "10.1.2.4", false],
    [["10.1.0.0/16"], "10.1.255.255", true],
    [["10.1.0.0/16"], "10.2.0.0", false],
    [["10.1.0.0/16"], "::ffff:10.1.9.9", true],
    [["::ffff:10.1.0.0/112"], "10.1.9.9", true],
    [["::ffff:10.1.2.3"], "10.1.2.3", true],
    [["fd00::/8"], "fd12::1", true],
    [["fd00::/8"], "fe80::1", false],
    [["fd00::1"], "fd00:0:0::1", true],
    [["10.9.9.9", "fd00::/8"], "10.9.9.9", true],
    [["10.0.0.0/8"], "", false],
    [["10.0.0.0/8"], "10.0.0.1:4711", false],
    [["10.0.0.0/8"], "010.0.0.1", false],
    [["0.0.0.0/0"], "fd00::1", false],
  ])("%j and %s: %s", (places, address, trusted) => expect(edgeOf(...places).trusts(address)).toBe(trusted));

  test("nobody without an address", () => expect(edgeOf("0.0.0.0/0", "::/0").trusts(undefined)).toBe(false));
});

describe("an edge by its name in DNS", () => {
  const setUp = () => {
    let time = 0;
    let answer: string[] | Error = ["10.0.0.1", "fd00::1"];
    const edge = new TrustedEdge({
      places: ["edge.svc"],
      logger,
      resolve: async () => {
        if (answer instanceof Error) throw answer;
        return answer;
      },
      now: () => time,
    });
    return { edge, pass: (ms: number) => void (time += ms), answer: (next: string[] | Error) => void (answer = next) };
  };

  test("is trusted when the name is resolved, not before, and where it leads now", async () => {
    const { edge, answer } = setUp();
    expect(edge.trusts("10.0.0.1")).toBe(false);
    await edge.refresh();
    expect([edge.trusts("10.0.0.1"), edge.trusts("::ffff:10.0.0.1"), edge.trusts("fd00::1")]).toEqual([
      true,
      true,
      true,
    ]);
    answer(["10.0.0.2"]);
    await edge.refresh();
    expect([edge.trusts("10.0.0.1"), edge.trusts("10.0.0.2")]).toEqual([false, true]);
    edge.close();
  });

  test("a name that cannot be resolved keeps its addresses for a minute, and then leads nowhere; told once", async () => {
    const { edge, answer, pass } = setUp();
    await edge.refresh();
    answer(Object.assign(new Error("no"), { code: "EAI_AGAIN" }));
    for (let tries = 0; tries < 12; tries++) {
      pass(5_000);
      await edge.refresh();
      expect(edge.trusts("10.0.0.1")).toBe(true);
    }
    pass(1);
    expect(edge.trusts("10.0.0.1")).toBe(false);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    answer(["10.0.0.1"]);
    await edge.refresh();
    expect(edge.trusts("10.0.0.1")).toBe(true);
    edge.close();
  });

  test("a resolver that hangs is asked once, and what it says at last counts from when it was asked", async () => {
    let time = 0;
    let asked = 0;
    let answerAll = (_: string[]): void => undefined;
    const resolve = () => {
      asked += 1;
      return new Promise<string[]>((resolved) => (answerAll = resolved));
    };
    const edge = new TrustedEdge({ places: ["edge.svc"], logger, resolve, now: () => time });
    const first = edge.refresh();
    void edge.refresh();
    time = 61_000;
    answerAll(["10.0.0.1"]);
    await first;
    expect([asked, edge.trusts("10.0.0.1")]).toEqual([1, false]);
    edge.close();
  });
});

test.each<[string, boolean]>([
  ["10.0.0.1", true],
  ["10.0.0.0/8", true],
  ["fd00::/64", true],
  ["edge", true],
  ["envoy.envoy-gateway-system.svc.cluster.local.", true],
  ["10.0.0.0/33", false],
  ["10.0.0.0/-1", false],
  ["10.0.0.0/8/8", false],
  ["10.0.0.256", false],
  ["10.0.0", false],
  ["edge/8", false],
  ["-edge", false],
  ["https://edge", false],
  ["edge:8080", false],
  ["", false],
])("%j is a place: %s", (place, allowed) => expect(isPlace(place)).toBe(allowed));
