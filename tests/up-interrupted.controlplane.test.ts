import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { controlPlane } from "../twin/controlplane/build/binaries";
import { cacheFolder } from "../twin/controlplane/build/cache";
import { readModule } from "../twin/controlplane/build/module";
import { childrenOf } from "./support/children";
import { eventually, stays } from "./support/eventually";
import { buildTimeout, outcome, says, TestTwin } from "./support/twin";

const seconds = 15 * 60_000;

/** What ends an `up` or its control plane, at whatever point, and that the next command goes on from there. */
describe("an interrupted up", () => {
  let twin: TestTwin;
  beforeAll(() => TestTwin.build(), buildTimeout);
  beforeEach(() => (twin = new TestTwin("tests/fixtures/small-platform", "dev")));
  afterEach(() => twin.remove());

  /** Ends an `up` once it has said something. */
  async function endUpAt(text: string, signal: "SIGINT" | "SIGKILL"): Promise<void> {
    const child = twin.start("up");
    const ended = outcome(child);
    await says(child, text);
    child.kill(signal);
    const { code, stderr } = await ended;
    expect(code).toBe(signal === "SIGINT" ? 130 : null);
    if (signal === "SIGINT") expect(stderr).toContain("interrupted: the same command goes on from here");
    expect(stderr).not.toMatch(/\n\s+at /);
  }

  const moments = [
    ["starting the control plane", "SIGINT"],
    ["starting the control plane", "SIGKILL"],
    ["applying", "SIGINT"],
    ["applying", "SIGKILL"],
  ] as const;

  test.each(moments)(
    "while %s, by %s, is gone on from by the next",
    async (text, signal) => {
      await endUpAt(text, signal);
      expect(await twin.up()).toMatchObject({ code: 0, ok: true, failures: [] });
    },
    seconds,
  );

  test.each(moments.slice(0, 3))(
    "while %s, by %s, is cleaned up by down",
    async (text, signal) => {
      await endUpAt(text, signal);
      expect((await twin.run("down")).code).toBe(0);
      // kwokctl may have been starting a process while its parent was killed.
      await stays(
        () => twin.processes(),
        (pids) => pids.length === 0,
        1,
      );
      expect(fs.existsSync(twin.stateFolder)).toBe(false);
    },
    seconds,
  );

  test(
    "is the only one at work on its stack",
    async () => {
      const first = twin.start("up");
      const ended = outcome(first);
      await says(first, "starting the control plane");
      const second = await twin.run("down");
      expect(second).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`process ${first.pid}) is at work on this stack`),
      });
      expect((await ended).code).toBe(0);
    },
    seconds,
  );

  test(
    "has its data again after a restart of the machine, and with a port of it taken starts anew on another",
    async () => {
      await twin.up();
      await twin.crash();
      expect((await twin.run("status")).code).toBe(1);
      expect(await twin.up()).toMatchObject({ code: 0, origin: "restarted", changes: [] });

      const { cluster } = await twin.status();
      await twin.crash();
      const stranger = net.createServer().listen(Number(new URL(cluster.server).port), "127.0.0.1");
      await once(stranger, "listening");
      const report = await twin.up();
      stranger.close();
      expect(report).toMatchObject({ code: 0, origin: "created", ok: true });
      expect(report.cluster.server).not.toBe(cluster.server);
    },
    seconds,
  );

  test(
    "leaves nothing when the program itself is wrong",
    async () => {
      const { code, stdout, stderr } = await twin.run("up", "--json", "--config", "nodes=many");
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain("nodes");
      expect(twin.processes()).toEqual([]);
      expect(fs.existsSync(twin.stateFolder)).toBe(false);
    },
    seconds,
  );

  describe("with a cache of its own", () => {
    beforeEach(() => (twin.env["BREAKWATER_CACHE"] = path.join(twin.stateFolder, "cache")));

    test(
      "finishes a half-built cache and builds again what was cut short",
      async () => {
        const { key } = readModule(controlPlane);
        const [full, half] = [path.join(cacheFolder(), key), path.join(cacheFolder(twin.env), key)];
        fs.cpSync(full, half, { recursive: true });
        fs.truncateSync(path.join(half, "kwok"), 1_000);
        fs.rmSync(path.join(half, "kwokctl"));
        fs.writeFileSync(path.join(half, ".kube-apiserver.1"), "the draft of a build that was ended");

        const { code, stderr } = await twin.run("up");
        expect(code).toBe(0);
        expect(stderr).toMatch(/building the control plane: 6 of 7, kwok \(about \d+ s left; only the first time\)\n/);
        expect(stderr).toContain("7 of 7, kwokctl");
        expect(stderr).not.toContain("5 of 7");
        expect(fs.readdirSync(half).filter((name) => name.startsWith("."))).toEqual([]);
        expect(fs.statSync(path.join(half, "kwok")).size).toBe(fs.statSync(path.join(full, "kwok")).size);
      },
      buildTimeout,
    );

    test(
      "shows the plan, says which Go is needed and leaves nothing running when there is none",
      async () => {
        twin.env["PATH"] = path.join(twin.stateFolder, "nothing");
        const { code, stdout, stderr } = await twin.run("up");
        expect(code).toBe(1);
        expect(stdout).toContain("Deployment shop/shop");
        expect(stderr).toMatch(
          /Go 1\.26 or newer is needed .*there is no `go` on the PATH\.\nInstall Go 1\.26 or newer from https:\/\/go\.dev\/dl\//,
        );
        expect(stderr).not.toMatch(/\n\s+at /);
        expect(twin.processes()).toEqual([]);
      },
      seconds,
    );

    test(
      "ends the build with Ctrl-C, and Go with it",
      async () => {
        const child = twin.start("up");
        const ended = outcome(child);
        await says(child, "building the control plane: 1 of 7");
        await eventually(
          () => childrenOf(child.pid!),
          (pids) => pids.length > 0,
          60,
        );
        child.kill("SIGINT");
        expect((await ended).code).toBe(130);
        const folder = path.join(cacheFolder(twin.env), readModule(controlPlane).key);
        expect(fs.readdirSync(folder)).toEqual([]);
        expect((await twin.run("down")).code).toBe(0);
      },
      seconds,
    );
  });
});
