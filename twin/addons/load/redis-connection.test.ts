import { once } from "node:events";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import { connectRedis, type RedisAddress, removeOldest, withRedis } from "./redis-connection";

/** What ends the connection instead of an answer, and what leaves the question open. */
const hangUp = Symbol("hang up");
const silence = Symbol("silence");

/** A server that answers each command with the next text, and then hangs up. */
class FakeRedis {
  readonly asked: string[] = [];
  readonly sockets = new Set<net.Socket>();
  private readonly server: net.Server;

  private constructor(answers: (string | symbol)[]) {
    this.server = net.createServer((socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => {
        this.asked.push(chunk.toString());
        const answer = answers.shift() ?? hangUp;
        if (answer === hangUp) socket.destroy();
        else if (typeof answer === "string") socket.write(answer);
      });
    });
  }

  static async start(...answers: (string | symbol)[]): Promise<FakeRedis> {
    const fake = new FakeRedis(answers);
    fake.server.listen(0, "127.0.0.1");
    await once(fake.server, "listening");
    return fake;
  }

  get address(): RedisAddress {
    return { address: "127.0.0.1", port: (this.server.address() as AddressInfo).port };
  }

  /** Resolves once nobody is connected any more. */
  async allLeft(): Promise<void> {
    await Promise.all([...this.sockets].map((socket) => once(socket, "close")));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}

describe("a Redis of the twin", () => {
  let fake: FakeRedis;
  afterEach(() => fake.stop());

  test("is asked what the work asks, and nothing besides", async () => {
    fake = await FakeRedis.start(":3\r\n", ":1\r\n");
    const lengths = await withRedis(fake.address, async (redis) => [
      await redis.rpush("list", "é"),
      await removeOldest(redis, "list", 2),
    ]);
    expect(lengths).toEqual([3, 1]);
    expect(fake.asked).toEqual([
      "*3\r\n$5\r\nrpush\r\n$4\r\nlist\r\n$2\r\né\r\n",
      expect.stringContaining("$1\r\n1\r\n$4\r\nlist\r\n$1\r\n2\r\n"),
    ]);
    await fake.allLeft();
  });

  test.each<[string, string | symbol, string]>([
    ["refuses", "-WRONGTYPE no list\r\n", "WRONGTYPE no list"],
    ["hangs up", hangUp, "closed"],
    ["does not answer", silence, "timed out"],
  ])("that %s is an error that names it, and the connection is closed", async (_case, answer, reason) => {
    fake = await FakeRedis.start(answer);
    const { address, port } = fake.address;
    const work = withRedis(fake.address, (redis) => redis.llen("list"), { patience: 200 });
    await expect(work).rejects.toMatchObject({ name: "ControlPlaneError" });
    await expect(work).rejects.toThrow(`Redis at ${address}:${port}: `);
    await expect(work).rejects.toThrow(reason);
    await fake.allLeft();
  });

  test("that is lost is not asked again", async () => {
    fake = await FakeRedis.start(hangUp, ":1\r\n");
    const redis = await connectRedis(fake.address, 1_000);
    await expect(redis.llen("list")).rejects.toThrow();
    await expect(redis.llen("list")).rejects.toThrow();
    expect(fake.asked).toHaveLength(1);
  });

  test("loses its caller when the user interrupts the work, and is not blamed for it", async () => {
    fake = await FakeRedis.start();
    const signal = AbortSignal.abort(new Error("Ctrl-C"));
    const work = withRedis(fake.address, async () => signal.throwIfAborted(), { signal });
    await expect(work).rejects.toBe(signal.reason);
    await fake.allLeft();
  });

  test("that is not there is an error that says where", async () => {
    fake = await FakeRedis.start();
    const { address, port } = fake.address;
    await fake.stop();
    await expect(connectRedis({ address, port })).rejects.toThrow(
      `Redis at ${address}:${port}: connect ECONNREFUSED ${address}:${port}`,
    );
    fake = await FakeRedis.start();
  });
});
