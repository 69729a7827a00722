import type { types } from "@pulumi/kubernetes";

/**
 * A probe with plain numbers. The timing fields are required, because Kubernetes' defaults (time-out 1 s) are not for
 * processes that work hard. It can be given to Kubernetes as it is.
 */
export interface Probe {
  /** Time after the container's start before the first check, seconds. */
  initialDelaySeconds?: number;
  /** Time between two checks, seconds. */
  periodSeconds: number;
  /** Time after which an unanswered check has failed, seconds. */
  timeoutSeconds: number;
  /** Failures in a row that count. */
  failureThreshold: number;
  httpGet?: types.input.core.v1.HTTPGetAction;
  exec?: types.input.core.v1.ExecAction;
}

/** A liveness probe. */
export interface LivenessProbe extends Probe {
  /**
   * Time from the failure to SIGKILL, seconds, in which the preStop hook runs too; Kubernetes refuses it on a readiness probe.
   * Default: the grace period of the pod, which a process that hangs only waits for (kubernetes#64715).
   */
  terminationGracePeriodSeconds?: number;
}

/**
 * The probes of one container. `startup`: "has it started?"; until it has, the others are not asked. `liveness`: "is it dead?";
 * a failure restarts the container. `readiness`: "may it get new work?"; a failure only takes the pod out of the Service.
 */
export type ProbeProfile<Kind extends "startup" | "liveness" | "readiness"> = {
  [Name in Kind]: Name extends "liveness" ? LivenessProbe : Probe;
};

/** Time that a process gets to end once its own health thread or its heartbeat has said that it hangs, seconds. */
const hungGraceSeconds = 10;

/** The same of an API that does not answer for itself: it may only be overloaded, and then ends most of its answers in this time. */
const silentGraceSeconds = 70;

/** An API whose main thread never blocks for long and answers for itself. */
export const apiProbes = (port = 8080): ProbeProfile<"liveness" | "readiness"> => ({
  liveness: {
    httpGet: { path: "/health", port },
    initialDelaySeconds: 30,
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
    terminationGracePeriodSeconds: silentGraceSeconds,
  },
  readiness: {
    httpGet: { path: "/ready", port },
    initialDelaySeconds: 5,
    periodSeconds: 5,
    // The whole period: with Kubernetes' 1 s, pods that answer slowly in a surge would leave the Service one by one.
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
});

/**
 * A worker behind a Service whose main thread blocks for up to a minute. `/health/ready` answers 503 while it is
 * busy; not for pods that pull from a queue, which would stall their own rollout with it.
 */
export const workerProbes = (port = 8000): ProbeProfile<"liveness" | "readiness"> => ({
  liveness: {
    httpGet: { path: "/health/live", port },
    initialDelaySeconds: 60,
    periodSeconds: 30,
    timeoutSeconds: 30,
    failureThreshold: 3,
    terminationGracePeriodSeconds: hungGraceSeconds,
  },
  readiness: {
    httpGet: { path: "/health/ready", port },
    initialDelaySeconds: 30,
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
});

/** Time between two touches of the heartbeat file by a process that is alive, seconds. */
export const heartbeatEverySeconds = 10;

/** Age at which the heartbeat file says that the process is dead, seconds. */
export const heartbeatDeadAfterSeconds = 30;

/**
 * A worker that touches a file while it is alive and serves no port. `checkCommand` exits with an error once the
 * file is `heartbeatDeadAfterSeconds` old; it is a script of the app itself, because its image has no shell.
 */
export const heartbeatProbes = (checkCommand: string[]): ProbeProfile<"liveness"> => ({
  liveness: {
    exec: { command: checkCommand },
    initialDelaySeconds: 30,
    periodSeconds: 15,
    // Kubernetes' 1 s is too short for a script's interpreter to start on a busy node.
    timeoutSeconds: 5,
    failureThreshold: 3,
    terminationGracePeriodSeconds: hungGraceSeconds,
  },
});

/** Probes of a container that takes minutes to start. */
export type ModelServerProbes = ProbeProfile<"startup" | "liveness" | "readiness">;

/**
 * A model server that loads its weights for minutes. A start-up probe stands for a long initial delay, which
 * would be paid by a fast start too (kserve#5062). It allows KServe's 60 × 10 s, and twice the usual load where that is
 * longer: KAITO's 30 min at a load of 15 min. Once loaded, the server may be silent as long as a worker, for a restart
 * costs the whole load again.
 */
export function modelServerProbes(port: number, loadSeconds: number): ModelServerProbes {
  const httpGet = { path: "/health", port };
  return {
    startup: {
      httpGet,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: Math.max(60, Math.ceil(loadSeconds / 5)),
    },
    liveness: {
      httpGet,
      // Asked more often than it may be silent: the death is seen 20 s sooner, and 90 s of silence are survived all the same.
      periodSeconds: 10,
      timeoutSeconds: 30,
      failureThreshold: 3,
      // Longer than vLLM's preStop hook.
      terminationGracePeriodSeconds: 20,
    },
    readiness: { httpGet, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
  };
}
