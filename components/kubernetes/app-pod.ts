import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { gatewaySecret, secretsPath } from "./app-config";
import { poolLabel, selectorOf } from "./conventions";
import { restrictedPod } from "./pod-security";
import { spreadOverZonesAndNodes } from "./scheduling";

/** What differs between two pods of the app's image, API or worker. */
export interface AppPodArgs {
  name: string;
  image: pulumi.Input<string>;
  serviceAccountName: pulumi.Input<string>;
  configMapName: pulumi.Input<string>;
  configHash: pulumi.Input<string>;
  priorityClassName: pulumi.Input<string> | undefined;
  drainSeconds: pulumi.Input<number>;
}

/** `nonroot` of the distroless images. */
const nonRoot = 65_532;

/** Time after the drain for what comes at a process's very end, seconds: closing connections, flushing traces. */
export const exitSeconds = 5;

/** Label by which the Workload Identity webhook gives a pod its token for Azure. */
export const workloadIdentityLabel = { "azure.workload.identity/use": "true" } as const;

/** What every pod of the app has: its place on the CPU pool, its identity, and no right that it does not need. */
export const appPodSpec = (args: AppPodArgs) => ({
  serviceAccountName: args.serviceAccountName,
  // The app never calls the API server; the token for Azure is mounted by the Workload Identity webhook.
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  nodeSelector: { [poolLabel]: "cpu" },
  priorityClassName: args.priorityClassName,
  topologySpreadConstraints: spreadOverZonesAndNodes(selectorOf(args.name)),
  securityContext: restrictedPod(nonRoot, nonRoot),
});

/** Where both processes read their configuration and, as the second choice, the gateway's key. */
export const appContainerEnvironment = ({ configMapName }: AppPodArgs) => ({
  envFrom: [{ configMapRef: { name: configMapName } }],
  env: [
    {
      // The second choice: the mounted file comes first, because it follows a rotation.
      name: "HOLYSHEEP_API_KEY",
      valueFrom: { secretKeyRef: { name: gatewaySecret.name, key: gatewaySecret.key, optional: true } },
    },
  ],
});

/** The gateway's key and the session store's password. */
export const secretsVolume: types.input.core.v1.Volume = {
  name: "secrets",
  // Optional: the pod starts before External Secrets has synced, and the kubelet fills the folder later.
  secret: { secretName: gatewaySecret.name, optional: true, defaultMode: 0o440 },
};

/** Where the secrets are in the container. */
export const secretsMount: types.input.core.v1.VolumeMount = {
  name: secretsVolume.name,
  mountPath: secretsPath,
  readOnly: true,
};
