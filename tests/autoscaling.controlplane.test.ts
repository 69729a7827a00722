import { testUnless } from "../app/test/support/lacking";
import { eventually } from "./support/eventually";
import { lacks } from "./support/lacks";
import { patience, QueueWorkerTwin, testTime } from "./support/queue-worker";
import { buildTimeout, TestTwin } from "./support/twin";

const minutes = 60_000;

interface Pod {
  metadata: { labels: Record<string, string> };
  spec: { nodeName?: string };
}

const lack = lacks("names");

/** The autoscalers of a program at work: KEDA and Kubernetes' own controllers are real, what they look at is put on by hand. */
describe("autoscaling on the twin", () => {
  const twin = new QueueWorkerTwin();
  const replicas = () => twin.replicas();
  beforeAll(() => TestTwin.buildAll(), 2 * buildTimeout);
  afterAll(() => twin.remove());

  test(
    "is all there again after a restart of the machine",
    async () => {
      const before = (await twin.up({ triggers: "cron" })).addons;
      await twin.crash();
      const report = await twin.up({ triggers: "cron" });
      expect(report).toMatchObject({ code: 0, origin: "restarted", changes: [] });
      expect(report.addons).toEqual(before);
      expect(report.addons.map(({ lack: why }) => why)).toEqual([undefined, undefined]);
    },
    testTime,
  );

  test(
    "follows a cron window that is open now",
    async () => {
      const around = (offset: number) => {
        const time = new Date(Date.now() + offset * minutes);
        return `${time.getUTCMinutes()} ${time.getUTCHours()} * * *`;
      };
      await twin.up({ triggers: "cron", cronStart: around(-5), cronEnd: around(30) });
      await eventually(replicas, (count) => count === 7, patience);
    },
    testTime,
  );

  test(
    "follows CPU that metrics-server has from the kubelets, which are told it",
    async () => {
      await twin.up({ triggers: "cpu" });
      await eventually(replicas, (count) => count === 2, patience);
      // Two pods with a core each ask for ten times what they request: the first step doubles them.
      await twin.load("--cpu", "jobs/worker=2");
      await eventually(replicas, (count) => count >= 4, patience);
    },
    testTime,
  );

  testUnless(lack)(
    "follows a metric that Prometheus scrapes",
    async () => {
      await twin.up({ triggers: "prometheus" });
      await eventually(replicas, (count) => count === 2, patience);
      await twin.load("--metric", "queue_depth=300");
      await eventually(replicas, (count) => count === 6, patience);
    },
    testTime,
  );

  test(
    "has a GPU node for pods that wait for one, nothing else on it, and none once they are gone",
    async () => {
      const soon = ["--node-boot-seconds", "2", "--node-idle-seconds", "5"];
      const report = await twin.up({ triggers: "cron", models: 3 }, ...soon);
      // The pool has at most two nodes of one GPU each.
      expect(report.platform.pools.find(({ name }) => name === "gpu1")?.nodes).toHaveLength(2);
      expect(report.platform.autoscaler?.refusals).toMatchObject([
        { pod: expect.stringMatching(/^jobs\/model-/), reason: expect.stringContaining("gpu1 has its 2") },
      ]);
      const { items } = await twin.kubectl<{ items: Pod[] }>("get", "pods", "--all-namespaces");
      const onGpu = items.filter(({ spec }) => spec.nodeName?.startsWith("aks-gpu1"));
      expect(onGpu.map(({ metadata }) => metadata.labels["app"])).toEqual(["model", "model"]);

      await twin.up({ triggers: "cron" }, ...soon);
      const nodes = async () => (await twin.status()).platform.pools.find(({ name }) => name === "gpu1")?.nodes.length;
      await eventually(nodes, (count) => count === 0, patience);
      // The autoscaler owns the count: what it took away, `up` does not bring back.
      expect(await twin.up({ triggers: "cron" }, ...soon)).toMatchObject({ code: 0, changes: [] });
      expect(await nodes()).toBe(0);
    },
    testTime,
  );

  test("leaves no process after down", async () => {
    expect((await twin.run("down")).code).toBe(0);
    expect(twin.processes()).toEqual([]);
  });
});
