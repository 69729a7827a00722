import { testUnless } from "../app/test/support/lacking";
import { lacksForUnpacking } from "../twin/addons/redis/debian-package";
import { BareMachine } from "./support/bare-machine";
import { eventually, stays } from "./support/eventually";
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
  const machine = new BareMachine();
  const up = async () => {
    const report = await twin.up({ triggers: "redis,prometheus" });
    expect(report).toMatchObject({ code: 0, failures: [] });
    return { ...report, lacks: report.addons.map(({ name, lack }) => [name.split(" ")[0], lack]) };
  };
  const complete = async () => (await twin.status()).platform.workloads.map((workload) => workload.complete);
  beforeAll(async () => {
    await TestTwin.buildAll();
    Object.assign(twin.env, machine.env);
    machine.addFromCache("controlplane", "definitions", "prometheus", "metrics-server");
  }, 2 * buildTimeout);
  afterAll(async () => {
    await twin.remove();
    machine.remove();
  });

  test(
    "can be used while KEDA is being built, and stays when that is interrupted",
    async () => {
      machine.addScript("go", 'test "$1" = version && echo go version go1.26.8 linux/amd64 || exec /bin/sleep 600');
      const child = twin.start("up", "--config", "triggers=redis,prometheus");
      const [ended, usable] = [outcome(child), says(child, "The platform can be used: ", "stdout")];
      await Promise.all([usable, says(child, "building KEDA")]);
      expect(await complete()).toEqual([true]);
      const lackOf = async (title: string) =>
        (await twin.status()).addons.find(({ name }) => name.startsWith(title))!.lack;
      expect(await lackOf("KEDA")).toContain("not there yet");
      // What needs no build does not wait for one.
      await eventually(
        () => lackOf("Prometheus"),
        (lack) => lack === undefined,
        60,
      );
      child.kill("SIGINT");
      const { code, stdout, stderr } = await ended;
      expect({ code, stderr }).toEqual({
        code: 130,
        stderr: expect.stringContaining("the platform stays and can be used; the same command goes on from here"),
      });
      expect(stdout).toContain("Still to come, this once: KEDA; nothing scales before.");
      expect(await complete()).toEqual([true]);
      machine.removePrograms();
      machine.addFromCache("keda");
    },
    testTime,
  );

  test(
    "comes up with a Prometheus of its own, and says what does not work and what mends it",
    async () => {
      const report = await up();
      expect(report.lacks).toEqual([
        ["Cluster", undefined],
        ["Redis", expect.stringMatching(/no `apt-get`, no `dpkg-deb`.*BREAKWATER_REDIS=/)],
        ["Prometheus", undefined],
        ["the", undefined],
        ["KEDA", undefined],
      ]);
      expect(report.notes).toEqual([
        expect.stringMatching(
          /^KEDA cannot resolve redis\.jobs\.svc, kube-prometheus.* here.*no `unshare` on the PATH/,
        ),
      ]);
      const { code, stderr } = await twin.run("load", "--list", "ai-requests", "--items", "1");
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("no `apt-get`") });
    },
    testTime,
  );

  testUnless(lacksForUnpacking().join(", "))(
    "takes Redis from its Debian package, without installing it, and keeps it",
    async () => {
      machine.addPrograms((name) => !/^(redis|valkey|prom)|^unshare$/.test(name));
      const report = await up();
      expect(report.lacks.map(([, lack]) => lack)).toEqual(Array(5).fill(undefined));
      expect(await twin.load("--list", "ai-requests", "--items", "3")).toContain("it has 3 now");
      const { server } = report.addons.find(({ name }) => name.startsWith("Prometheus"))!;
      const answer = await fetch(`http://${server!.address}:${server!.port}/api/v1/status/buildinfo`);
      expect(await answer.json()).toMatchObject({
        status: "success",
        data: { version: expect.stringMatching(/^3\./) },
      });
      // The next has it, and asks no mirror.
      machine.removePrograms();
      expect((await up()).lacks[1]).toEqual(["Redis", undefined]);
    },
    testTime,
  );
});
