import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { text } from "./app-config";
import {
  appContainerEnvironment,
  type AppPodArgs,
  appPodSpec,
  exitSeconds,
  secretsMount,
  secretsVolume,
  workloadIdentityLabel,
} from "./app-pod";
import { annotations, labelsOf, scrapedOn } from "./conventions";
import { restrictedContainer } from "./pod-security";
import { workerProbes } from "./probes";

/** Ports of the worker's container: the health thread, and metrics, which the health thread cannot see. */
const ports = { health: 8000, metrics: 9464 } as const;

/** Longest call to a model, for which the main thread may be blocked, seconds. */
const longestBlockSeconds = 60;

/** The pod of `agent-worker`: no Service, because it pulls its work, and so nobody to tell before SIGTERM. */
export function agentWorkerPod(args: AppPodArgs): types.input.core.v1.PodTemplateSpec {
  return {
    metadata: {
      labels: { ...labelsOf(args.name), ...workloadIdentityLabel },
      annotations: {
        ...scrapedOn(ports.metrics),
        [annotations.longestBlockSeconds]: String(longestBlockSeconds),
        [annotations.drainSeconds]: text(args.drainSeconds),
        [annotations.configHash]: args.configHash,
      },
    },
    spec: {
      ...appPodSpec(args),
      terminationGracePeriodSeconds: pulumi.output(args.drainSeconds).apply((seconds) => seconds + exitSeconds),
      containers: [container(args)],
      volumes: [secretsVolume],
    },
  };
}

function container(args: AppPodArgs): types.input.core.v1.Container {
  // Readiness stays 200 while the worker is busy, which is the app's default: answering 503 would stall its own rollout.
  const { liveness, readiness } = workerProbes(ports.health);
  return {
    name: "agent-worker",
    image: args.image,
    args: ["dist/worker-main.js"],
    ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
    ...appContainerEnvironment(args),
    // One task at a time, most of which is waiting for a model.
    resources: {
      requests: { cpu: "250m", memory: "512Mi", "ephemeral-storage": "512Mi" },
      limits: { cpu: "1", memory: "1Gi", "ephemeral-storage": "512Mi" },
    },
    livenessProbe: liveness,
    readinessProbe: readiness,
    securityContext: restrictedContainer,
    volumeMounts: [secretsMount],
  };
}
