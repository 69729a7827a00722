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
import { apiProbes } from "./probes";

/** Ports of the app's container: its API (http and grpc) and the health thread. */
const ports = { http: 8080, grpc: 9090, health: 8000 } as const;

/** The main thread of the API never blocks for longer, seconds. */
const longestBlockSeconds = 5;

/** Time before SIGTERM in which every kube-proxy and gateway drops the pod's address, seconds. */
const preStopSeconds = 5;

/** The pod of `ai-service`: on the CPU pool, without a right that it does not need. */
export function aiServicePod(args: AppPodArgs): types.input.core.v1.PodTemplateSpec {
  return {
    metadata: {
      labels: { ...labelsOf(args.name), ...workloadIdentityLabel },
      annotations: {
        ...scrapedOn(ports.http),
        [annotations.longestBlockSeconds]: String(longestBlockSeconds),
        [annotations.drainSeconds]: text(args.drainSeconds),
        [annotations.configHash]: args.configHash,
      },
    },
    spec: {
      ...appPodSpec(args),
      terminationGracePeriodSeconds: pulumi
        .output(args.drainSeconds)
        .apply((drainSeconds) => preStopSeconds + drainSeconds + exitSeconds),
      containers: [container(args)],
      volumes: [{ name: "cache", emptyDir: { sizeLimit: "500Mi" } }, secretsVolume],
    },
  };
}

function container(args: AppPodArgs): types.input.core.v1.Container {
  const { liveness, readiness } = apiProbes(ports.http);
  return {
    name: "ai-service",
    image: args.image,
    ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
    ...appContainerEnvironment(args),
    resources: {
      // The disk holds the cache and the logs, of which AKS keeps 250 MiB a container.
      requests: { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" },
      limits: { cpu: "2", memory: "2Gi", "ephemeral-storage": "1Gi" },
    },
    livenessProbe: liveness,
    readinessProbe: readiness,
    lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } },
    securityContext: restrictedContainer,
    volumeMounts: [{ name: "cache", mountPath: "/app/cache" }, secretsMount],
  };
}
