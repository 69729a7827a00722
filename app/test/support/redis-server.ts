import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort } from "./free-port";

/** Whether this machine has a Redis server; tests that need one are skipped, and say so, where it has none. */
export const haveRedis = spawnSync("redis-server", ["--version"]).status === 0;
if (!haveRedis)
  console.warn("SKIPPED: there is no redis-server on this machine (Debian: apt-get install redis-server)");

/** `describe`, or `describe.skip` without a Redis server. */
export const describeWithRedis = haveRedis ? describe : describe.skip;

/** A real Redis of a test's own, on a free loopback port, with its append-only file in a folder of its own. */
export class TestRedis {
  private process?: ChildProcess;
  private readonly folder = mkdtempSync(join(tmpdir(), "breakwater-redis-"));
  private readonly clients: Redis[] = [];

  private constructor(readonly port: number) {}

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    await redis.up();
    return redis;
  }

  /** A connection that ends with the server. */
  client(): Redis {
    const client = new Redis({ host: "127.0.0.1", port: this.port, retryStrategy: () => 50 });
    client.on("error", () => undefined);
    this.clients.push(client);
    return client;
  }

  /** Ends the server without a word, as a node that is lost does, and starts it again on the same data. */
  async crashAndRestart(awayMs: number): Promise<void> {
    await this.down("SIGKILL");
    await sleep(awayMs);
    await this.up();
  }

  async stop(): Promise<void> {
    // In this order: a client that loses its server first leaves a timer behind.
    await Promise.all(
      this.clients.map(async (client) => {
        if (client.status === "end") return;
        const ended = once(client, "end");
        client.disconnect();
        await ended;
      }),
    );
    await this.down("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async up(): Promise<void> {
    const options = { port: this.port, bind: "127.0.0.1", dir: this.folder, appendonly: "yes", save: "" };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.process = spawn("redis-server", args, { stdio: "ignore" });
    const probe = new Redis({
      host: "127.0.0.1",
      port: this.port,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    });
    probe.on("error", () => undefined);
    await probe.ping();
    probe.disconnect();
  }

  private async down(signal: NodeJS.Signals): Promise<void> {
    const { process } = this;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    process.kill(signal);
    await once(process, "exit");
  }
}
