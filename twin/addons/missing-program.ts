import { ControlPlaneError } from "../controlplane";

/** A program of the system is not there: said with the command that mends it. */
export function missingProgram(name: "redis-server" | "prometheus"): ControlPlaneError {
  return new ControlPlaneError(
    `there is no \`${name}\` on the PATH. ` +
      // Debian starts its own at once, Prometheus on every address: the twin's would find its port taken.
      `\`sudo apt-get install ${name} && sudo systemctl disable --now ${name}\` brings it; ` +
      'without root: docs/twin.md, "Redis and Prometheus"',
  );
}
