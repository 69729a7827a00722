import * as net from "node:net";
import { once } from "node:events";
import { choosePorts, isFree, loopback } from "./ports";

describe("choosePorts", () => {
  test("gives as many different free ports as asked for", async () => {
    const ports = Object.values(await choosePorts(Array.from({ length: 20 }, (_, index) => `port${index}`)));
    expect(new Set(ports).size).toBe(20);
    expect(await Promise.all(ports.map((port) => isFree(port)))).toEqual(Array(20).fill(true));
  });

  test("does not give a port that is in use", async () => {
    const { port } = await choosePorts(["port"]);
    const server = net.createServer().listen(port, loopback);
    await once(server, "listening");
    expect(await isFree(port)).toBe(false);
    const random = jest.spyOn(Math, "random");
    // The first draw is the port that is taken.
    random.mockReturnValueOnce((port - 20_000) / 12_000 + 1e-9);
    expect(await choosePorts(["port"])).not.toEqual({ port });
    random.mockRestore();
    server.close();
  });
});
