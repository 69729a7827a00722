import { setTimeout as sleep } from "node:timers/promises";
import { RedisClient } from "../twin/addons/load/redis-client";
import { findProcesses } from "../twin/controlplane/process/processes";
import { course, eventually } from "./support/eventually";
import { lacks } from "./support/lacks";
import { BUILD_TIMEOUT, outcome, says, TestTwin } from "./support/twin";

const minutes = 60_000;

/** Seconds between KEDA's looks at its triggers in the fixture. */
const POLLING = 5;

interface ScaledObject {
  spec: object;
  status: { conditions: { type: string; status: string }[] };
}

interface Pod {
  metadata: { labels: Record<string, string> };
  spec: { nodeName?: string };
}

const lack = lacks("redis-server", "names");
const noPrometheus = lacks("prometheus", "names");
for (const words of new Set([lack, noPrometheus].filter(Boolean))) console.warn(`Some tests are left out: ${words}`);

/** The autoscalers of a program at work: KEDA and Kubernetes' own controllers are real, what they look at is put on by hand. */
describe("autoscaling on the twin", () => {
  const twin = new TestTwin("tests/fixtures/queue-worker", "dev");
  beforeAll(() => TestTwin.buildAll(), 2 * BUILD_TIMEOUT);
  afterAll(() => twin.remove());

  const replicas = async () =>
    (await twin.kubectl<{ spec: { replicas: number } }>("get", "deployment", "worker", "--namespace", "jobs")).spec
      .replicas;
  const condition = async (type: string) => {
    const { status } = await twin.kubectl<ScaledObject>("get", "scaledobject", "worker", "--namespace", "jobs");
    return status.conditions.find((one) => one.type === type)?.status;
  };
  const load = async (...args: string[]) => {
    const { code, stdout, stderr } = await twin.run("load", ...args);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };

  (lack ? describe.skip : describe)("on a Redis list", () => {
    beforeAll(async () => {
      const report = await twin.up({ triggers: "redis" });
      expect(report).toMatchObject({ code: 0, failures: [], notes: [] });
      expect(report.addons.map(({ name, nature, lack: why }) => [name, nature, why])).toEqual([
        ["Cluster Autoscaler", "simulated", undefined],
        ["Redis at redis.jobs.svc:6379", "real", undefined],
        ["KEDA", "real", undefined],
      ]);
    }, 3 * minutes);

    it(
      "sees 500 items within two polling intervals, and at most doubles its pods in 15 s until there is one for 50",
      async () => {
        await eventually(replicas, (count) => count === 2, 60);
        expect(await load("--list", "ai-requests", "--items", "500")).toContain("it has 500 now");
        const [, seen] = await Promise.all([
          eventually(
            () => condition("Active"),
            (status) => status === "True",
            2 * POLLING,
          ),
          course(replicas, (count) => count >= 10, 120),
        ]);
        const counts = seen.map(({ seen: count }) => count);
        expect(counts).toEqual([2, 4, 8, 10]);
      },
      3 * minutes,
    );

    it(
      "takes at most two pods away in 15 s when the list is empty",
      async () => {
        await load("--list", "ai-requests", "--drain-per-second", "1000");
        const steps = await course(replicas, (count) => count <= 6, 120);
        expect(steps.map(({ seen }) => seen)).toEqual([10, 8, 6]);
        expect(steps[2]!.at - steps[1]!.at).toBeGreaterThan(13);
      },
      3 * minutes,
    );

    it(
      "serves the fallback once Redis has answered with errors more often than the threshold allows",
      async () => {
        await eventually(replicas, (count) => count === 2, 120);
        // A text is no list: Redis lives, and refuses the question.
        const { addons } = await twin.status();
        const { address, port } = addons.find(({ server }) => server?.kind === "redis")!.server!;
        const redis = await RedisClient.connect(address, port);
        const tell = (script: string) => redis.command("EVAL", `${script} return 1`, "1", "ai-requests");
        await tell("redis.call('SET', KEYS[1], 'no list')");
        // KEDA counts a failure each time that the autoscaler asks, which is every 15 s.
        const fallback = (wanted: string) =>
          eventually(
            () => condition("Fallback"),
            (status) => status === wanted,
            120,
          );
        await fallback("True");
        await eventually(replicas, (count) => count === 6, 60);
        await tell("redis.call('DEL', KEYS[1])");
        redis.close();
        await fallback("False");
      },
      6 * minutes,
    );

    it(
      "keeps the pods that it has when Redis is gone, says so, and goes on once up has brought it back",
      async () => {
        await load("--list", "ai-requests", "--items", "400");
        await eventually(replicas, (count) => count === 8, 120);
        for (const { pid } of findProcesses(`${twin.folder}/addons/bin/redis-redis.jobs.svc`))
          process.kill(pid, "SIGKILL");
        // With no Redis at all KEDA cannot even set its trigger up, and so never counts up to its fallback (kedacore/keda#5525):
        // the autoscaler has no metric, and without one it does not scale down.
        await sleep(40_000);
        expect(await replicas()).toBe(8);
        const { items } = await twin.kubectl<{ items: { reason: string; message: string }[] }>(
          ...["get", "events", "--namespace", "jobs"],
        );
        expect(items).toContainEqual(
          expect.objectContaining({
            reason: "KEDAScalerFailed",
            message: expect.stringContaining("connection to redis failed"),
          }),
        );
        const { addons } = await twin.status();
        expect(addons.find(({ name }) => name.startsWith("Redis"))?.lack).toContain("redis-redis.jobs.svc ended");

        const report = await twin.up({ triggers: "redis" });
        expect(report.addons.map(({ lack: why }) => why)).toEqual([undefined, undefined, undefined]);
        await eventually(replicas, (count) => count < 8, 90);
      },
      5 * minutes,
    );
  });

  it(
    "is all there again after a restart of the machine",
    async () => {
      const before = (await twin.up({ triggers: "cron" })).addons;
      await twin.crash();
      const report = await twin.up({ triggers: "cron" });
      expect(report).toMatchObject({ code: 0, origin: "restarted", changes: [] });
      expect(report.addons).toEqual(before);
      expect(report.addons.map(({ lack: why }) => why)).toEqual([undefined, undefined]);
    },
    3 * minutes,
  );

  it(
    "follows a cron window that is open now",
    async () => {
      const around = (offset: number) => {
        const time = new Date(Date.now() + offset * minutes);
        return `${time.getUTCMinutes()} ${time.getUTCHours()} * * *`;
      };
      await twin.up({ triggers: "cron", cronStart: around(-5), cronEnd: around(30) });
      await eventually(replicas, (count) => count === 7, 90);
    },
    3 * minutes,
  );

  it(
    "follows CPU that metrics-server has from the kubelets, which are told it",
    async () => {
      await twin.up({ triggers: "cpu" });
      await eventually(replicas, (count) => count === 2, 120);
      // Two pods with a core each ask for ten times what they request: the first step doubles them.
      await load("--cpu", "jobs/worker=2");
      await eventually(replicas, (count) => count >= 4, 120);
    },
    5 * minutes,
  );

  (noPrometheus ? it.skip : it)(
    "follows a metric that Prometheus scrapes",
    async () => {
      await twin.up({ triggers: "prometheus" });
      await eventually(replicas, (count) => count === 2, 120);
      await load("--metric", "queue_depth=300");
      await eventually(replicas, (count) => count === 6, 120);
    },
    5 * minutes,
  );

  it(
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
      await eventually(nodes, (count) => count === 0, 60);
      // The autoscaler owns the count: what it took away, `up` does not bring back.
      expect(await twin.up({ triggers: "cron" }, ...soon)).toMatchObject({ code: 0, changes: [] });
      expect(await nodes()).toBe(0);
    },
    4 * minutes,
  );

  it("leaves no process after down", async () => {
    expect((await twin.run("down")).code).toBe(0);
    expect(twin.processes()).toEqual([]);
  });
});

describe("an up that is ended while it starts what runs beside the control plane", () => {
  const twin = new TestTwin("tests/fixtures/queue-worker", "dev");
  beforeAll(() => TestTwin.buildAll(), 2 * BUILD_TIMEOUT);
  afterAll(() => twin.remove());

  it.each(["SIGINT", "SIGKILL"] as const)(
    "by %s, is gone on from by the next, and leaves nothing after down",
    async (signal) => {
      const end = async () => {
        const child = twin.start("up", "--config", "triggers=cron,cpu");
        const ended = outcome(child);
        await says(child, "starting what runs beside the control plane");
        child.kill(signal);
        expect((await ended).code).toBe(signal === "SIGINT" ? 130 : null);
      };
      await end();
      const report = await twin.up({ triggers: "cron,cpu" });
      expect(report).toMatchObject({ code: 0, ok: true, failures: [] });
      expect(report.addons.map(({ lack: why }) => why)).toEqual([undefined, undefined, undefined]);
      expect((await twin.run("down")).code).toBe(0);
      await end();
      expect((await twin.run("down")).code).toBe(0);
      // A process that was being started while its parent was killed.
      await sleep(1_000);
      expect(twin.processes()).toEqual([]);
    },
    5 * minutes,
  );
});

describe("the twin on a machine without Redis, Prometheus and mount namespaces", () => {
  const twin = new TestTwin("tests/fixtures/queue-worker", "dev");
  beforeAll(() => TestTwin.buildAll(), 2 * BUILD_TIMEOUT);
  afterAll(() => twin.remove());

  it(
    "comes up, and says what does not work and what mends it",
    async () => {
      Object.assign(twin.env, { PATH: twin.stateFolder, BREAKWATER_REDIS: "", BREAKWATER_PROMETHEUS: "" });
      const report = await twin.up({ triggers: "redis,prometheus" });
      expect(report).toMatchObject({ code: 0, failures: [] });
      const why = Object.fromEntries(report.addons.map(({ name, lack: reason }) => [name.split(" ")[0], reason]));
      expect(why).toEqual({
        Cluster: undefined,
        Redis: expect.stringContaining("`apt-get install redis-server` brings it"),
        Prometheus: expect.stringContaining("`apt-get install prometheus` brings it"),
        the: undefined,
        KEDA: undefined,
      });
      expect(report.notes).toEqual([
        expect.stringMatching(
          /^KEDA cannot resolve redis\.jobs\.svc, kube-prometheus.* here.*no `unshare` on the PATH/,
        ),
      ]);
      const { code, stderr } = await twin.run("load", "--list", "ai-requests", "--items", "1");
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("apt-get install redis-server") });
    },
    3 * minutes,
  );
});
