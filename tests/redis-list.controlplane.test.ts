import { describeUnless } from "../app/test/support/lacking";
import { connectRedis } from "../twin/addons/load/redis-connection";
import { findProcesses } from "../twin/processes/processes";
import { course, eventually, stays } from "./support/eventually";
import { lacks } from "./support/lacks";
import { patience, polling, QueueWorkerTwin, testTime } from "./support/queue-worker";
import { buildTimeout, TestTwin } from "./support/twin";

interface Event {
  reason: string;
  message: string;
  lastTimestamp: string;
}

const lack = lacks("redis", "names");

/** KEDA and Kubernetes' own controllers are real, and so is Redis; the list is filled and emptied by hand. */
describeUnless(lack)("a worker that KEDA scales on a Redis list", () => {
  // Not before it is known that the tests run: a twin has a folder, which nobody removes where they are skipped.
  let twin: QueueWorkerTwin;
  const replicas = () => twin.replicas();
  /** Each step down, as the autoscaler tells of it: where to, and when in seconds. */
  const falls = async () => {
    const { items } = await twin.kubectl<{ items: Event[] }>("get", "events", "--namespace", "jobs");
    return items
      .flatMap(({ message, lastTimestamp }) => {
        const [, to] = /^New size: (\d+); reason: All metrics below target$/.exec(message) ?? [];
        return to === undefined ? [] : [{ to: Number(to), at: Date.parse(lastTimestamp) / 1000 }];
      })
      .sort((a, b) => a.at - b.at);
  };
  /** Seconds since the autoscaler last changed the number of pods. */
  const sinceLastStep = async () => {
    const { items } = await twin.kubectl<{ items: { status: { lastScaleTime: string } }[] }>(
      ...["get", "horizontalpodautoscalers", "--namespace", "jobs"],
    );
    return (Date.now() - Date.parse(items[0]!.status.lastScaleTime)) / 1000;
  };
  afterAll(() => twin.remove());

  beforeAll(
    async () => {
      twin = new QueueWorkerTwin();
      await TestTwin.buildAll();
      const report = await twin.up({ triggers: "redis" });
      expect(report).toMatchObject({ code: 0, failures: [], notes: [] });
      expect(report.addons.map(({ name, nature, lack: why }) => [name, nature, why])).toEqual([
        ["Cluster Autoscaler", "simulated", undefined],
        ["Redis at redis.jobs.svc:6379", "real", undefined],
        ["KEDA", "real", undefined],
      ]);
    },
    2 * buildTimeout + testTime,
  );

  test(
    "sees 500 items within two polling intervals, and at most doubles its pods in 15 s until there is one for 50",
    async () => {
      await eventually(replicas, (count) => count === 2, patience);
      expect(await twin.load("--list", "ai-requests", "--items", "500")).toContain("it has 500 now");
      const [, seen] = await Promise.all([
        eventually(
          () => twin.condition("Active"),
          (status) => status === "True",
          2 * polling,
        ),
        course(replicas, (count) => count >= 10, patience),
      ]);
      // The first step may have come before the first look.
      expect(seen.filter((count) => count !== 2)).toEqual([4, 8, 10]);
    },
    testTime,
  );

  test(
    "takes at most two pods away in 15 s when the list is empty",
    async () => {
      // Kubernetes takes the pods that came in the last 15 s off the count that it limits the fall from: straight after the
      // step from 8 to 10 it may go to 6 at once.
      await eventually(sinceLastStep, (seconds) => seconds > 16, patience);
      await twin.load("--list", "ai-requests", "--drain-per-second", "1000");
      await eventually(replicas, (count) => count <= 6, patience);
      const [first, second] = await falls();
      expect([first!.to, second!.to]).toEqual([8, 6]);
      // Events have whole seconds.
      expect(second!.at - first!.at).toBeGreaterThanOrEqual(14);
    },
    testTime,
  );

  test(
    "serves the fallback once Redis has answered with errors more often than the threshold allows",
    async () => {
      await eventually(replicas, (count) => count === 2, patience);
      // A text is no list: Redis lives, and refuses the question.
      const { addons } = await twin.status();
      const redis = await connectRedis(addons.find(({ server }) => server?.kind === "redis")!.server!);
      await redis.set("ai-requests", "no list");
      // KEDA counts a failure each time that the autoscaler asks, which is every 15 s.
      const fallback = (wanted: string) =>
        eventually(
          () => twin.condition("Fallback"),
          (status) => status === wanted,
          patience,
        );
      await fallback("True");
      await eventually(replicas, (count) => count === 6, patience);
      await redis.del("ai-requests");
      redis.disconnect();
      await fallback("False");
    },
    testTime,
  );

  test(
    "keeps the pods that it has when Redis is gone, says so, and goes on once up has brought it back",
    async () => {
      await twin.load("--list", "ai-requests", "--items", "400");
      await eventually(replicas, (count) => count === 8, patience);
      for (const { pid } of findProcesses(`${twin.folder}/addons/bin/redis-redis.jobs.svc`))
        process.kill(pid, "SIGKILL");
      // With no Redis at all KEDA cannot even set its trigger up, and so never counts up to its fallback (kedacore/keda#5525):
      // the autoscaler has no metric, and without one it does not scale down.
      await eventually(
        async () => (await twin.kubectl<{ items: Event[] }>("get", "events", "--namespace", "jobs")).items,
        (events) =>
          events.some(
            ({ reason, message }) => reason === "KEDAScalerFailed" && message.includes("connection to redis failed"),
          ),
        patience,
      );
      // Two rounds of the autoscaler, and some.
      await stays(replicas, (count) => count === 8, 40);
      const { addons } = await twin.status();
      expect(addons.find(({ name }) => name.startsWith("Redis"))?.lack).toContain("redis-redis.jobs.svc ended");

      const report = await twin.up({ triggers: "redis" });
      expect(report.addons.map(({ lack: why }) => why)).toEqual([undefined, undefined, undefined]);
      await eventually(replicas, (count) => count < 8, patience);
    },
    testTime,
  );
});
