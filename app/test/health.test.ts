import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildApp } from "./support/built-app";
import { freePort } from "./support/free-port";
import { probeLikeKubelet } from "./support/kubelet";
import { AppProcess } from "./support/process";
import { until } from "./support/until";

// Real time and real sockets: a machine that is busy with other things fails once, a fault of ours every time.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

/** Time runs this much faster than in the worker profile: 60 s of block are 3 s, the period of 30 s is 1.5 s. */
const faster = 20;
const scaled = (seconds: number): number => (seconds * 1_000) / faster;

describe("health of a process whose main thread really blocks", () => {
  let app: ReturnType<typeof buildApp>;
  let folder: string;
  const processes: AppProcess[] = [];

  /** Liveness of the worker profile: period 30, timeout 30, failures 3. */
  const liveness = (port: number) =>
    probeLikeKubelet({
      url: `http://127.0.0.1:${port}/health/live`,
      periodMs: scaled(30),
      timeoutMs: scaled(30),
      failureThreshold: 3,
    });
  const start = async (environment: Record<string, string | number>) => {
    const port = await freePort();
    const text = Object.entries({
      HEALTH_PORT: port,
      BEFORE_MS: 300,
      AFTER_MS: 60_000,
      BUDGET_MS: scaled(75),
      ...environment,
    });
    const script = join(__dirname, "fixtures", "blocking.cjs");
    const blocking = AppProcess.start(script, Object.fromEntries(text.map(([k, v]) => [k, String(v)])), [app.folder]);
    processes.push(blocking);
    await until(() => blocking.output.join("").includes("started"));
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(1_000) });
      return { code: response.status, ...((await response.json()) as { status: string }) };
    };
    return { port, blocking, get };
  };

  beforeAll(() => {
    app = buildApp("health");
    folder = mkdtempSync(join(tmpdir(), "breakwater-heartbeat-"));
  });
  afterEach(() => Promise.all(processes.splice(0).map((process) => process.end())));
  afterAll(() => {
    app.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test("stays alive for the kubelet through the longest block, and says so while it lasts", async () => {
    const { port, blocking, get } = await start({ BLOCK_MS: scaled(60) });
    const kubelet = liveness(port);
    await until(() => blocking.output.join("").includes("blocking"));
    await sleep(2_300);
    expect(await get("/health/live")).toMatchObject({ code: 200, status: "blocked" });
    expect(await get("/health/ready")).toMatchObject({ code: 200, status: "blocked" });
    await until(() => blocking.output.join("").includes("free"));
    await sleep(scaled(30));
    kubelet.stop();
    expect(await get("/health/live")).toMatchObject({ code: 200, status: "ok" });
    expect(kubelet.record.probes).toBeGreaterThanOrEqual(3);
    expect(kubelet.record).toMatchObject({ failures: 0 });
  });

  test("is reported dead when it hangs beyond its budget, and restarted within it and three periods", async () => {
    const { port, get } = await start({ BLOCK_MS: 60_000 });
    const kubelet = liveness(port);
    await until(() => kubelet.record.killedAfterMs !== undefined, { withinMs: 15_000, what: "the restart" });
    kubelet.stop();
    expect(await get("/health/live")).toMatchObject({ code: 503, status: "dead" });
    expect(await get("/health/ready")).toMatchObject({ code: 503, status: "dead" });
    expect(kubelet.record.killedAfterMs).toBeGreaterThan(scaled(75));
    expect(kubelet.record.killedAfterMs).toBeLessThan(300 + scaled(75) + 3 * scaled(30) + 1_000);
  }, 20_000);

  test("is not ready while it is busy, where the pod stands behind a Service", async () => {
    const { blocking, get } = await start({ BLOCK_MS: 1_000, BUSY_IS_UNREADY: "true" });
    expect((await get("/health/ready")).code).toBe(200);
    await until(() => blocking.output.join("").includes("blocking"));
    expect(await get("/health/ready")).toMatchObject({ code: 503, status: "busy" });
    expect((await get("/health/live")).code).toBe(200);
    await until(() => blocking.output.join("").includes("free"));
    expect((await get("/health/ready")).code).toBe(200);
  });

  test("answers only what it knows", async () => {
    const { get } = await start({ BLOCK_MS: 0 });
    expect((await get("/")).code).toBe(404);
    expect((await get("/health/live?verbose")).code).toBe(200);
  });

  test("refuses a port that is taken with a reason", async () => {
    const { port } = await start({ BLOCK_MS: 0 });
    const script = join(__dirname, "fixtures", "blocking.cjs");
    const second = AppProcess.start(script, { HEALTH_PORT: String(port), BUDGET_MS: "1000" }, [app.folder]);
    processes.push(second);
    expect(await second.ended()).not.toBe(0);
    expect(second.output.join("")).toContain(`Health server on port ${port}: listen EADDRINUSE`);
  });

  describe("by the heartbeat file", () => {
    const check = async (file: string, ...args: string[]): Promise<number | NodeJS.Signals> =>
      AppProcess.start(join(app.folder, "dist", "health", "check-heartbeat.js"), {}, [file, ...args]).ended();

    test("passes while the main thread touches it, and fails once it has been blocked for long enough", async () => {
      const file = join(folder, "deep", "heartbeat");
      const { blocking } = await start({ BLOCK_MS: 3_000, HEARTBEAT_FILE: file });
      await until(() => blocking.output.join("").includes("blocking"));
      expect(await check(file, "2")).toBe(0);
      await sleep(2_200);
      expect(await check(file, "2")).toBe(1);
      await until(() => blocking.output.join("").includes("free"));
      await sleep(300);
      expect(await check(file, "2")).toBe(0);
    });

    test.each([
      [29, 0],
      [31, 1],
    ])("a file that is %d s old: exit code %d", async (age, code) => {
      const file = join(folder, `old-${age}`);
      writeFileSync(file, "");
      utimesSync(file, Date.now() / 1_000 - age, Date.now() / 1_000 - age);
      expect(await check(file)).toBe(code);
    });

    test("fails without a file, and says how it is used when it is used wrongly", async () => {
      expect(await check(join(folder, "none"))).toBe(1);
      expect(await check("")).toBe(2);
      expect(await check(join(folder, "none"), "soon")).toBe(2);
    });
  });
});
