import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import type { Callback } from "./wire";

/** gRPC's status of a call that a server does not have (https://grpc.io/docs/guides/status-codes/). */
const unimplemented = 12;

/**
 * A monitor that answers every call of Pulumi's protocol. One that it lacks gets the answer of an engine of an older version: the
 * SDK goes on where it can, and fails with the call's name where it cannot.
 *
 * @param say is told once of each call that is lacking. Default: a line on stderr
 */
export function answeringEveryCall<T extends object>(
  monitor: T,
  say: (line: string) => void = (line) => console.error(line),
): T {
  const told = new Set<string>();
  const refuse = (call: string, callback: Callback): void => {
    const message = `the twin's engine does not know the call ${call} of Pulumi's SDK`;
    if (!told.has(call)) say(`breakwater: ${message}; it goes on without.`);
    told.add(call);
    callback({ code: unimplemented, message, details: message });
  };
  return new Proxy(monitor, {
    get: (known, name) =>
      name in known || typeof name === "symbol" || !(name in ResourceMonitorService)
        ? (Reflect.get(known, name) as unknown)
        : (...args: unknown[]) => refuse(name, args.at(-1) as Callback),
  });
}
