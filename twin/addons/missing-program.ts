import { ControlPlaneError } from "../controlplane";

/** A program of the system is not there: said with the command that mends it. */
export function missingProgram(name: "redis-server" | "prometheus"): ControlPlaneError {
  return new ControlPlaneError(
    `there is no \`${name}\` on the PATH. \`apt-get install ${name}\` brings it; ` +
      'without root: docs/twin.md, "Redis and Prometheus"',
  );
}
