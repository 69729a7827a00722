import * as net from "node:net";
import { ControlPlaneError } from "../errors";

/** The address that everything of the twin listens on. */
export const loopback = "127.0.0.1";

/** Below the range from which Linux and macOS take the ports of outgoing connections, so that none is taken between choice and use. */
const first = 20_000;
const last = 32_000;
const mostAttempts = 1_000;

/** Whether a port can be listened on now. */
export function isFree(port: number, host = loopback): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A free port for each name, chosen at random so that two twins which start at once do not choose the same. */
export async function choosePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const chosen = new Set<number>();
  for (let attempt = 0; chosen.size < names.length; attempt++) {
    if (attempt === mostAttempts)
      throw new ControlPlaneError(`There is no free port on ${loopback} between ${first} and ${last}.`);
    const port = first + Math.floor(Math.random() * (last - first));
    if (!chosen.has(port) && (await isFree(port))) chosen.add(port);
  }
  const ports = [...chosen];
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as Record<Name, number>;
}
