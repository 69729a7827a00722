import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type { ArgumentCheck } from "../validation";
import {
  type AppArgs,
  appEnvironment,
  clientKeysPath,
  clientKeysSecret,
  configHash,
  validAppConfig,
} from "./app-config";
import { appPod, type AppProcess } from "./app-pod";
import { labelsOf, notAwaited, selectorOf } from "./conventions";
import { claimDeploymentName } from "./deployment-name";
import { lintExemptions, pullsOnce } from "./lint-exemptions";
import { pinnedImage, someText } from "./rules";
import { createDisruptionBudget } from "./workload";

/** What the API and the worker both take, with its defaults. What is wrong with it is a problem of `check`. */
export const validAppArgs = (check: ArgumentCheck, component: string, name: string, args: AppArgs) => ({
  namespace: claimDeploymentName(check, component, name, args.namespace),
  image: check.input("image", args.image, pinnedImage),
  identityClientId: check.input("identityClientId", args.identityClientId, someText),
  priorityClassName: check.optional("priorityClassName", args.priorityClassName, someText),
  config: validAppConfig(check, args),
});

/** A process of the app's image as a workload. */
export interface AppWorkloadArgs extends ReturnType<typeof validAppArgs> {
  process: AppProcess;
  /** What this process alone reads at its start, beside `config`. */
  ownEnvironment: Record<string, pulumi.Output<string>>;
}

/**
 * Runs a process of the app's image: a Deployment with its configuration, its identity and its disruption budget, every object
 * called as the workload. It has no replica count: an `Autoscaler` owns it.
 */
export function createAppWorkload(name: string, args: AppWorkloadArgs, opts: pulumi.CustomResourceOptions): Deployment {
  const { namespace, identityClientId, config, process, image, priorityClassName } = args;
  const metadata = { name, namespace, labels: labelsOf(name) };

  const account = new ServiceAccount(
    name,
    { metadata: { ...metadata, annotations: { "azure.workload.identity/client-id": identityClientId } } },
    opts,
  );

  const environment = { ...appEnvironment(config), ...args.ownEnvironment };
  const configMap = new ConfigMap(name, { metadata, data: environment }, opts);

  const deployment = new Deployment(
    name,
    {
      metadata: { ...metadata, annotations: { ...notAwaited, ...lintExemptions(pullsOnce) } },
      spec: {
        // No `replicas`: the autoscaler's count would be moved back by every `up` (pulumi-kubernetes#2491).
        selector: { matchLabels: selectorOf(name) },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
        template: appPod(process, {
          name,
          furtherSecrets: config.clientKeys ? { [clientKeysSecret.name]: clientKeysPath } : {},
          image,
          priorityClassName,
          serviceAccountName: account.metadata.name,
          configMapName: configMap.metadata.name,
          configHash: pulumi.all(environment).apply(configHash),
          drainSeconds: config.drainSeconds,
        }),
      },
    },
    opts,
  );

  createDisruptionBudget(name, namespace, opts);
  return deployment;
}
