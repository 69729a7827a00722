import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port";
import { describeUnless, testUnless } from "./lacking";
import { toClose } from "./opened";

const lack =
  spawnSync("redis-server", ["--version"]).status === 0
    ? undefined
    : "there is no redis-server here: `make test` brings it, and so does apt-get install redis-server";

/** `describe` and `test`, skipped without a Redis server. */
export const describeWithRedis = describeUnless(lack);
export const testWithRedis = testUnless(lack);

/**
 * A real Redis of a test's own, on a free loopback port, with its append-only file in a folder of its own. What it has acknowledged outlives a
 * crash: with `appendfsync everysec`, the default, it may acknowledge a write that is not even in the file, because it puts a write(2) off for up to
 * two seconds while an fsync is under way (flushAppendOnlyFile in its aof.c).
 */
export class TestRedis {
  private process?: ChildProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), "breakwater-redis-"));
  private readonly clients: Redis[] = [];

  private constructor(readonly port: number) {}

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    toClose(() => redis.stop());
    await redis.restart();
    return redis;
  }

  /** A connection that ends with the server. */
  client(): Redis {
    const client = new Redis({ host: "127.0.0.1", port: this.port, retryStrategy: () => 50 });
    client.on("error", () => undefined);
    this.clients.push(client);
    return client;
  }

  /** Ends the server without a word, as a node that is lost does. */
  async crash(): Promise<void> {
    const { process } = this;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    process.kill("SIGKILL");
    await once(process, "exit");
  }

  /** Starts it again on the same data and port; resolves when it answers. */
  async restart(): Promise<void> {
    const { port, folder: dir } = this;
    const options = { port, bind: "127.0.0.1", dir, appendonly: "yes", appendfsync: "always", save: "" };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = (this.process = spawn("redis-server", args, { stdio: "ignore" }));
    const probe = new Redis({
      host: "127.0.0.1",
      port: this.port,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    });
    probe.on("error", () => undefined);
    // A server that cannot start would otherwise be asked for ever.
    const ended = once(server, "exit").then(([code]: unknown[]) => {
      throw new Error(`redis-server on port ${this.port} ended with ${String(code)} before it answered`);
    });
    ended.catch(() => undefined);
    try {
      await Promise.race([probe.ping(), ended]);
    } finally {
      probe.disconnect();
    }
  }

  async stop(): Promise<void> {
    // In this order: a client that loses its server first leaves a timer behind.
    await Promise.all(
      this.clients.map(async (client) => {
        // One that waits for its next attempt has no socket whose end could be told: it never says "end".
        const connected = ["connecting", "connect", "ready"].includes(client.status);
        const ended = connected ? once(client, "end") : undefined;
        client.disconnect();
        await ended;
      }),
    );
    await this.crash();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
