import * as path from "node:path";
import { runCommand } from "../../processes";
import { ControlPlaneError } from "../errors";
import { loopback } from "./ports";
import type { Binaries } from "../build/binaries";
import type { ClusterPorts, Layout } from "./layout";

/**
 * kwokctl's configuration. Every binary is named, so that nothing is downloaded, and everything listens on loopback only:
 * kwokctl's own default is all addresses.
 */
export function kwokctlConfiguration(binaries: Binaries, ports: ClusterPorts): object {
  const binary = (name: string) => path.join(binaries.folder, name);
  return {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokctlConfiguration",
    options: {
      runtime: "binary",
      bindAddress: loopback,
      kubeVersion: binaries.kubernetesVersion,
      etcdVersion: binaries.etcdVersion.slice(1),
      etcdBinary: binary("etcd"),
      kubeApiserverBinary: binary("kube-apiserver"),
      kubeControllerManagerBinary: binary("kube-controller-manager"),
      kubeSchedulerBinary: binary("kube-scheduler"),
      kubectlBinary: binary("kubectl"),
      kwokControllerBinary: binary("kwok"),
      kubeApiserverPort: ports.apiServer,
      etcdPort: ports.etcd,
      etcdPeerPort: ports.etcdPeer,
      kubeControllerManagerPort: ports.controllerManager,
      kubeSchedulerPort: ports.scheduler,
      kwokControllerPort: ports.kwok,
      // KWOK serves the resource metrics of its kubelets as soon as the objects that describe them are there.
      enableCRDs: ["Metric", "ClusterResourceUsage"],
    },
  };
}

/**
 * Runs kwokctl on the cluster of a layout and waits for its end. The processes that it starts are detached from this one.
 *
 * @throws ControlPlaneError with what kwokctl logged last
 */
export async function kwokctl(layout: Layout, binaries: Binaries, args: string[], signal: AbortSignal): Promise<void> {
  const outcome = await runCommand(
    path.join(binaries.folder, "kwokctl"),
    ["--config", layout.configFile, "--name", layout.name, ...args],
    { env: environment(layout, binaries), signal },
  );
  if (outcome.kind === "done" && outcome.exitCode === 0) return;
  const log = outcome.kind === "done" ? lastMessages(outcome.stderr) : "  it cannot be started";
  throw new ControlPlaneError(`kwokctl ${args.join(" ")} failed:\n${log}`);
}

/** Our own kubectl first, and no KWOK_ variable of the user's, each of which would overrule the configuration. */
function environment(layout: Layout, binaries: Binaries): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("KWOK_"));
  return {
    ...Object.fromEntries(kept),
    KWOK_WORKDIR: layout.workFolder,
    PATH: `${binaries.folder}${path.delimiter}${process.env["PATH"] ?? ""}`,
  };
}

/** kwokctl logs one JSON object a line; its other lines are shown as they are. */
function lastMessages(log: string): string {
  return log
    .split("\n")
    .filter(Boolean)
    .slice(-5)
    .map((line) => {
      try {
        const { msg, err } = JSON.parse(line) as { msg?: string; err?: unknown };
        return `  ${[msg, err].filter(Boolean).join(": ")}`;
      } catch {
        return `  ${line}`;
      }
    })
    .join("\n");
}
