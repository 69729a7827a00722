import { type Container, defaultGraceSeconds } from "./pod-template";
import { Reader } from "./read";
import { leastSeconds } from "./shell/duration";
import type { Variables } from "./shell/words";
import { ifKnown } from "./unknown";
import type { Workload } from "./workloads";

/** The properties of a container, as a message names it. */
export const readerOf = (container: Container): Reader => new Reader(`Container "${container.name}"`, container);

/** Variables of a container that its template writes down. */
export function variablesOf(container: Container): Variables {
  const written = ifKnown(() =>
    readerOf(container)
      .objects("env")
      .flatMap((variable): [string, string][] => {
        const [name, value] = [variable.text("name"), variable.text("value")];
        // `$(OTHER)` in a value is put in by the kubelet.
        return name === undefined || value === undefined || value.includes("$(") ? [] : [[name, value]];
      }),
  );
  return new Map(written);
}

/**
 * How long a container's preStop hook runs at least, seconds: what it sleeps, by its own action or by its command. 0 where it has none,
 * and where nobody can tell: a request, a variable, a loop.
 */
export function preStopSeconds(container: Container): number {
  const hook = readerOf(container).object("lifecycle").object("preStop");
  if (hook.record("sleep") !== undefined) return hook.object("sleep").number("seconds") ?? 0;
  const command = hook.object("exec").texts("command");
  return command.length === 0 ? 0 : leastSeconds(command, variablesOf(container));
}

/** Kinds whose operator has another grace period than Kubernetes: Knative's is the time-out of a request. */
const ownGrace = /^kubernetes:serving\.knative\.dev\//;

/** Grace period of a workload's pods, seconds. Default: Kubernetes'; `undefined` where what is left out may stand elsewhere. */
export function graceSecondsOf(workload: Workload): number | undefined {
  const { title, podSpec, path, isPatch, runs, resource } = workload;
  const stated = new Reader(title, podSpec, path).number("terminationGracePeriodSeconds");
  if (stated !== undefined) return stated;
  return isPatch || runs === "unknown" || ownGrace.test(resource.type) ? undefined : defaultGraceSeconds;
}

/** What the kubelet leaves a container after its hook, however little of the grace period is left, seconds. */
const leastStopSeconds = 2;

/**
 * Longest time from a failed liveness probe to the end of the container, seconds: a process that hangs does not react to SIGTERM, and
 * keeps its grace period, the probe's own or the pod's, in which the preStop hook runs too. `undefined` where the grace period is.
 * https://github.com/kubernetes/kubernetes/issues/64715, https://github.com/kubernetes/enhancements/issues/2238,
 * kubernetes/kubernetes, pkg/kubelet/kuberuntime/kuberuntime_container.go, `killContainer`
 */
export function killSeconds(container: Container, workload: Workload): number | undefined {
  const own = readerOf(container).object("livenessProbe").number("terminationGracePeriodSeconds");
  const grace = own ?? graceSecondsOf(workload);
  if (grace === undefined) return undefined;
  const isUsedUp = grace > 0 && preStopSeconds(container) >= grace;
  return isUsedUp ? grace + leastStopSeconds : Math.max(grace, leastStopSeconds);
}
