import { eventually } from "./support/eventually";
import { buildTimeout, TestTwin } from "./support/twin";

const seconds = 15 * 60_000;

interface Pod {
  metadata: { labels: Record<string, string>; deletionTimestamp?: string };
  spec: { nodeName?: string; priority: number };
}

/** The warm buffer before the real scheduler: who has the places when somebody needs them. */
describe("a warm buffer on a pool that is full", () => {
  const twin = new TestTwin("tests/fixtures/full-pool", "dev");
  beforeAll(() => TestTwin.build(), buildTimeout);
  afterAll(() => twin.remove());

  /** How many pods have a node, by whose they are. */
  async function placed() {
    const { items } = await twin.kubectl<{ items: Pod[] }>("get", "pods", "--namespace", "shop");
    const here = items.filter(({ spec, metadata }) => spec.nodeName && !metadata.deletionTimestamp);
    const count = (label: string, name: string) =>
      here.filter(({ metadata }) => metadata.labels[label] === name).length;
    return { buffer: count("app.kubernetes.io/name", "warm-buffer"), surge: count("app", "surge") };
  }

  test(
    "holds its places while nobody needs them",
    async () => {
      expect(await twin.up()).toMatchObject({ code: 0, failures: [] });
      expect(await placed()).toEqual({ buffer: 3, surge: 0 });
    },
    seconds,
  );

  test(
    "yields as many of them as are needed, and waits for a node",
    async () => {
      expect((await twin.up({ surge: 2 })).failures).toEqual([]);
      // The scheduler tries a pod again when the one that it has evicted is gone.
      await eventually(placed, ({ surge }) => surge >= 2, 10 * 60);
      expect(await placed()).toEqual({ buffer: 1, surge: 2 });
      const { items } = await twin.kubectl<{ items: Pod[] }>("get", "pods", "--namespace", "shop");
      const waiting = items.filter(({ spec, metadata }) => !spec.nodeName && !metadata.deletionTimestamp);
      expect(waiting.map(({ spec }) => spec.priority)).toEqual([-1, -1]);
    },
    seconds,
  );

  test(
    "has them back afterwards",
    async () => {
      expect(await twin.up({ surge: 0 })).toMatchObject({ code: 0, failures: [] });
      expect(await placed()).toEqual({ buffer: 3, surge: 0 });
    },
    seconds,
  );
});
