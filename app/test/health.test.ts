import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildApp } from "./support/built-app";
import { probeLikeKubelet } from "./support/kubelet";
import { temporaryFolder } from "./support/opened";
import { AppProcess } from "./support/process";
import { until } from "./support/until";

const script = join(__dirname, "fixtures", "blocking.cjs");
/** Longer than a test may take. */
const never = 600_000;

describe("health of a process whose main thread really blocks", () => {
  let app: ReturnType<typeof buildApp>;
  let folder: string;

  /** The worker's liveness probe, at a pace for a test; a probe itself may take as long as a busy machine needs. */
  const liveness = (port: number) =>
    probeLikeKubelet({
      url: `http://127.0.0.1:${port}/health/live`,
      periodMs: 100,
      timeoutMs: never,
      failureThreshold: 3,
    });
  const start = async (environment: Record<string, string> = {}) => {
    const blockFile = join(mkdtempSync(join(folder, "block-")), "block");
    const own = AppProcess.start(
      script,
      { HEALTH_PORT: "0", BUDGET_MS: String(never), BLOCK_FILE: blockFile, ...environment },
      [app.folder],
    );
    await own.writes("started");
    const port = Number(/started on port (\d+)/.exec(own.output.join(""))![1]);
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { code: response.status, ...((await response.json()) as { status: string }) };
    };
    const block = async (): Promise<void> => {
      writeFileSync(blockFile, "");
      await own.writes("blocking");
    };
    const free = async (): Promise<void> => {
      rmSync(blockFile);
      await own.writes("free");
    };
    return { port, get, block, free };
  };

  beforeAll(() => {
    app = buildApp("health");
    folder = temporaryFolder();
  });

  test("stays alive for the kubelet through a block within its budget, and says so while it lasts", async () => {
    const { port, get, block, free } = await start();
    await block();
    await until(async () => (await get("/health/live")).status === "blocked");
    expect(await get("/health/live")).toMatchObject({ code: 200, status: "blocked" });
    expect(await get("/health/ready")).toMatchObject({ code: 200, status: "blocked" });
    const seen = liveness(port);
    await until(() => seen.probes >= 3);
    await free();
    await until(async () => (await get("/health/live")).status === "ok");
    expect(seen).toMatchObject({ failures: 0 });
  });

  test("is reported dead when it hangs beyond its budget, and restarted at the third such answer", async () => {
    const { port, get, block } = await start({ BUDGET_MS: "1500" });
    await block();
    await until(async () => (await get("/health/live")).code === 503);
    expect(await get("/health/live")).toMatchObject({ code: 503, status: "dead" });
    expect(await get("/health/ready")).toMatchObject({ code: 503, status: "dead" });
    const seen = liveness(port);
    await until(() => seen.killedAt !== undefined, { what: "the restart" });
    expect(seen.killedAt).toBe(3);
  });

  test("is not ready while it is busy, where the pod stands behind a Service", async () => {
    const { get, block, free } = await start({ BUSY_IS_UNREADY: "true" });
    await until(async () => (await get("/health/ready")).code === 200);
    await block();
    expect(await get("/health/ready")).toMatchObject({ code: 503, status: "busy" });
    expect((await get("/health/live")).code).toBe(200);
    await free();
    await until(async () => (await get("/health/ready")).code === 200);
  });

  test("answers only what it knows", async () => {
    const { get } = await start();
    expect((await get("/")).code).toBe(404);
    expect((await get("/health/live?verbose")).code).toBe(200);
  });

  test("refuses a port that is taken with a reason", async () => {
    const { port } = await start();
    const second = AppProcess.start(script, { HEALTH_PORT: String(port), BUDGET_MS: "1000" }, [app.folder]);
    expect(await second.ended()).not.toBe(0);
    expect(second.output.join("")).toContain(`Health server on port ${port}: listen EADDRINUSE`);
  });

  describe("by the heartbeat file", () => {
    const check = async (file: string, ...args: string[]): Promise<number | NodeJS.Signals> =>
      AppProcess.start(join(app.folder, "dist", "health", "check-heartbeat.js"), {}, [file, ...args]).ended();
    const makeOld = (file: string, seconds: number): void => {
      const then = Date.now() / 1_000 - seconds;
      utimesSync(file, then, then);
    };

    test("passes while the main thread touches it, and fails once it has been blocked for long enough", async () => {
      const file = join(folder, "deep", "heartbeat");
      const { block, free } = await start({ HEARTBEAT_FILE: file });
      await until(() => statSync(file, { throwIfNoEntry: false }));
      expect(await check(file, "600")).toBe(0);
      await block();
      // A touch that the thread had begun before it blocked may still reach the file.
      await until(async () => {
        makeOld(file, 601);
        return (await check(file, "600")) === 1;
      });
      expect(await check(file, "600")).toBe(1);
      await free();
      await until(async () => (await check(file, "600")) === 0);
    });

    // Younger by a minute than what is allowed: the check's own process takes its time to start.
    test.each([
      [540, 0],
      [601, 1],
    ])("a file that is %d s old, of 600: exit code %d", async (age, code) => {
      const file = join(folder, `old-${age}`);
      writeFileSync(file, "");
      makeOld(file, age);
      expect(await check(file, "600")).toBe(code);
    });

    test("allows half a minute where nothing else is said", async () => {
      const file = join(folder, "default");
      writeFileSync(file, "");
      makeOld(file, 31);
      expect(await check(file)).toBe(1);
      // Ahead of the clock by a minute, so that it is young however long the check takes to start.
      makeOld(file, -60);
      expect(await check(file)).toBe(0);
    });

    test("fails without a file, and says how it is used when it is used wrongly", async () => {
      expect(await check(join(folder, "none"))).toBe(1);
      expect(await check("")).toBe(2);
      expect(await check(join(folder, "none"), "soon")).toBe(2);
    });
  });
});
