import type { Daemon } from "../daemons/daemon";
import { takesConnections } from "../daemons/probes";
import type { Endpoint } from "../needs";
import type { ServerProgram } from "../programs/server-program";

/** Redis under a name of the cluster. What it holds ends with its process: the twin keeps no queue over a `down`. */
export function redisServer({ host, port }: Endpoint, address: string, server: ServerProgram): Daemon {
  return {
    name: `redis-${host}`,
    ...server,
    args: [
      ...["--bind", address, "--port", String(port)],
      // Only loopback reaches it, and the cluster's Redis has no password either.
      ...["--protected-mode", "no"],
      ...["--save", "", "--appendonly", "no"],
    ],
    isReady: (signal) => takesConnections(address, port, signal),
  };
}
