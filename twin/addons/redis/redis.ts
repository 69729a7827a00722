import type { Daemon } from "../daemons/daemon";
import { findProgram } from "../daemons/find-program";
import { takesConnections } from "../daemons/probes";
import { missingProgram } from "../missing-program";
import type { Endpoint } from "../needs";

/** Redis under a name of the cluster. What it holds ends with its process: the twin keeps no queue over a `down`. */
export function redisServer({ host, port }: Endpoint, address: string): Daemon {
  const program = findProgram("redis-server", "BREAKWATER_REDIS");
  if (program === undefined) throw missingProgram("redis-server");
  return {
    name: `redis-${host}`,
    program,
    args: [
      ...["--bind", address, "--port", String(port)],
      // Only loopback reaches it, and the cluster's Redis has no password either.
      ...["--protected-mode", "no"],
      ...["--save", "", "--appendonly", "no"],
    ],
    isReady: (signal) => takesConnections(address, port, signal),
  };
}
