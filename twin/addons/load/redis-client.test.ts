import { once } from "node:events";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import { RedisClient } from "./redis-client";

/** A server that answers each command with the next text, however the pieces fall. */
async function serve(...answers: string[]): Promise<{ port: number; asked: string[]; close: () => void }> {
  const asked: string[] = [];
  const server = net.createServer((socket) => {
    socket.on("data", (chunk) => {
      asked.push(chunk.toString());
      const answer = answers.shift();
      if (answer === undefined) socket.destroy();
      else for (const piece of answer) socket.write(piece);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, asked, close: () => server.close() };
}

describe("RedisClient", () => {
  it("asks as Redis' protocol has it, with lengths in bytes, and reads numbers", async () => {
    const { port, asked, close } = await serve(":3\r\n", ":0\r\n");
    const redis = await RedisClient.connect("127.0.0.1", port);
    expect(await redis.command("RPUSH", "list", "é")).toBe(3);
    expect(await redis.command("LLEN", "list")).toBe(0);
    expect(asked).toEqual(["*3\r\n$5\r\nRPUSH\r\n$4\r\nlist\r\n$2\r\né\r\n", "*2\r\n$4\r\nLLEN\r\n$4\r\nlist\r\n"]);
    redis.close();
    close();
  });

  it("passes on what Redis refuses, and that it closed the connection", async () => {
    const { port, close } = await serve("-WRONGTYPE no list\r\n");
    const redis = await RedisClient.connect("127.0.0.1", port);
    await expect(redis.command("RPUSH", "text", "1")).rejects.toThrow("Redis says: WRONGTYPE no list");
    await expect(redis.command("LLEN", "text")).rejects.toThrow("closed the connection");
    await expect(redis.command("LLEN", "text")).rejects.toThrow("closed the connection");
    close();
  });

  it("says when nobody listens", async () => {
    const { port, close } = await serve();
    close();
    await expect(RedisClient.connect("127.0.0.1", port)).rejects.toThrow("ECONNREFUSED");
  });
});
