import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { poolLabel } from "../pool-label";
import { gatewaySecret, secretsPath } from "./app-config";
import { annotations, labelsOf, scrapedOn, selectorOf } from "./conventions";
import { restrictedContainer, restrictedPod } from "./pod-security";
import type { ProbeProfile } from "./probes";
import { spreadOverZonesAndNodes } from "./scheduling";
import { text } from "./text";

/** A process of the app's image, API or worker: what it has for itself. */
export interface AppProcess {
  /** Name of the container. */
  container: string;
  /** What the container runs. Default: what the image says, the API. */
  args?: string[];
  /** Ports of the container by their names. */
  ports: Record<string, number>;
  /** That one of `ports` which has the metrics. */
  metricsPort: number;
  probes: ProbeProfile<"liveness" | "readiness">;
  /** Longest time for which the main thread may be blocked while the process is healthy, seconds. */
  longestBlockSeconds: number;
  /** Time before SIGTERM in which whoever sends requests drops the pod's address, seconds. Default: nobody sends any. */
  preStopSeconds?: number;
  resources: types.input.core.v1.ResourceRequirements;
  /** A folder that the process may write to, which goes with its pod. Default: none. */
  cache?: { mountPath: string; sizeLimit: string };
}

/** What differs between two pods of one process. */
export interface AppPodArgs {
  name: string;
  image: pulumi.Input<string>;
  serviceAccountName: pulumi.Input<string>;
  configMapName: pulumi.Input<string>;
  configHash: pulumi.Input<string>;
  priorityClassName: pulumi.Input<string> | undefined;
  drainSeconds: pulumi.Input<number>;
  /** Secrets besides the app's own, by name, with the folder that each is mounted at; the pod starts without them too. */
  furtherSecrets: Readonly<Record<string, string>>;
}

/** `nonroot` of the distroless images. */
const nonRoot = 65_532;

/** Time after the drain for what comes at a process's very end, seconds: closing connections, flushing traces. */
const exitSeconds = 5;

/** The gateway's key and the session store's password. */
const secrets = "secrets";

/** The pod of a process: on the CPU pool, with its identity in Azure, and without a right that it does not need. */
export function appPod(process: AppProcess, args: AppPodArgs): types.input.core.v1.PodTemplateSpec {
  const { preStopSeconds = 0, cache } = process;
  return {
    metadata: {
      // By the label the Workload Identity webhook gives the pod its token for Azure.
      labels: { ...labelsOf(args.name), "azure.workload.identity/use": "true" },
      annotations: {
        ...scrapedOn(process.metricsPort),
        [annotations.longestBlockSeconds]: String(process.longestBlockSeconds),
        [annotations.drainSeconds]: text(args.drainSeconds),
        [annotations.configHash]: args.configHash,
      },
    },
    spec: {
      serviceAccountName: args.serviceAccountName,
      // The app never calls the API server; the token for Azure is mounted by the Workload Identity webhook.
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      nodeSelector: { [poolLabel]: "cpu" },
      priorityClassName: args.priorityClassName,
      topologySpreadConstraints: spreadOverZonesAndNodes(selectorOf(args.name)),
      terminationGracePeriodSeconds: pulumi
        .output(args.drainSeconds)
        .apply((drainSeconds) => preStopSeconds + drainSeconds + exitSeconds),
      securityContext: restrictedPod(nonRoot, nonRoot),
      containers: [container(process, args)],
      volumes: [
        ...(cache === undefined ? [] : [{ name: "cache", emptyDir: { sizeLimit: cache.sizeLimit } }]),
        secretVolume(secrets, gatewaySecret.name),
        ...Object.keys(args.furtherSecrets).map((name) => secretVolume(name)),
      ],
    },
  };
}

/** Optional: the pod starts before External Secrets has synced, and the kubelet fills the folder later. */
const secretVolume = (name: string, secretName = name): types.input.core.v1.Volume => ({
  name,
  secret: { secretName, optional: true, defaultMode: 0o440 },
});

function container(process: AppProcess, args: AppPodArgs): types.input.core.v1.Container {
  const { preStopSeconds, cache, probes } = process;
  return {
    name: process.container,
    image: args.image,
    args: process.args,
    ports: Object.entries(process.ports).map(([name, containerPort]) => ({ name, containerPort })),
    envFrom: [{ configMapRef: { name: args.configMapName } }],
    env: [
      {
        // The second choice: the mounted file comes first, because it follows a rotation.
        name: "HOLYSHEEP_API_KEY",
        valueFrom: { secretKeyRef: { name: gatewaySecret.name, key: gatewaySecret.key, optional: true } },
      },
    ],
    resources: process.resources,
    livenessProbe: probes.liveness,
    readinessProbe: probes.readiness,
    lifecycle: preStopSeconds === undefined ? undefined : { preStop: { sleep: { seconds: preStopSeconds } } },
    securityContext: restrictedContainer,
    volumeMounts: [
      ...(cache === undefined ? [] : [{ name: "cache", mountPath: cache.mountPath }]),
      { name: secrets, mountPath: secretsPath, readOnly: true },
      ...Object.entries(args.furtherSecrets).map(([name, mountPath]) => ({ name, mountPath, readOnly: true })),
    ],
  };
}
