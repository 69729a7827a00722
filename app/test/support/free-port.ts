import { once } from "node:events";
import { createServer } from "node:net";

/** Below the range from which Linux and macOS take the ports of outgoing connections: none is taken between choice and use by one of these. */
const [first, last] = [20_000, 32_000];

/** A loopback port that nobody listens on, chosen at random, so that two that choose at the same time hardly choose the same. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first));
    const server = createServer().listen({ port, host: "127.0.0.1", exclusive: true });
    try {
      await once(server, "listening");
    } catch {
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
