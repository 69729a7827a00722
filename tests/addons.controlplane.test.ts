import { stays } from "./support/eventually";
import { QueueWorkerTwin, testTime } from "./support/queue-worker";
import { buildTimeout, outcome, says, TestTwin } from "./support/twin";

describe("an up that is ended while it starts what runs beside the control plane", () => {
  const twin = new QueueWorkerTwin();
  beforeAll(() => TestTwin.buildAll(), 2 * buildTimeout);
  afterAll(() => twin.remove());

  test.each(["SIGINT", "SIGKILL"] as const)(
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
      await stays(
        () => twin.processes(),
        (pids) => pids.length === 0,
        1,
      );
    },
    testTime,
  );
});

describe("the twin on a machine without Redis, Prometheus and mount namespaces", () => {
  const twin = new QueueWorkerTwin();
  beforeAll(() => TestTwin.buildAll(), 2 * buildTimeout);
  afterAll(() => twin.remove());

  test(
    "comes up, and says what does not work and what mends it",
    async () => {
      Object.assign(twin.env, { PATH: twin.stateFolder, BREAKWATER_REDIS: "", BREAKWATER_PROMETHEUS: "" });
      const report = await twin.up({ triggers: "redis,prometheus" });
      expect(report).toMatchObject({ code: 0, failures: [] });
      const why = Object.fromEntries(report.addons.map(({ name, lack: reason }) => [name.split(" ")[0], reason]));
      expect(why).toEqual({
        Cluster: undefined,
        Redis: expect.stringContaining(
          "`sudo apt-get install redis-server && sudo systemctl disable --now redis-server` brings it",
        ),
        Prometheus: expect.stringContaining(
          "`sudo apt-get install prometheus && sudo systemctl disable --now prometheus` brings it",
        ),
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
    testTime,
  );
});
