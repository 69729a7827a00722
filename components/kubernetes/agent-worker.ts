import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import { ArgumentCheck, integerBetween } from "../validation";
import { agentWorkerPod } from "./agent-worker-pod";
import { type AppArgs, appEnvironment, checkedAppConfig, checkedPodArgs, configHash, text } from "./app-config";
import { labelsOf, notAwaited, selectorOf } from "./conventions";
import { claimDeploymentName } from "./deployment-name";
import { oneAtATime } from "./disruption-budget";
import { lintExemptions, pullsOnce } from "./lint-exemptions";

/** What `AgentWorker` takes: what the app takes, and what is the worker's alone. */
export interface AgentWorkerArgs extends AppArgs {
  /** Tasks that one worker is at, 1 to 1000. Default: 1; its pods are sized for that. */
  concurrency?: pulumi.Input<number>;
}

/** The app's own default. */
const defaults = { concurrency: 1 } as const;

/**
 * The agent worker: the app's image, taking tasks from the queue. Pods on the CPU pool, with their configuration,
 * identity, probes and disruption budget. It has no replica count: an `Autoscaler` owns it. Every object is called as the component.
 */
export class AgentWorker extends pulumi.ComponentResource {
  /** Name of the Deployment, known once it exists: what an `Autoscaler` scales. */
  public readonly deploymentName: pulumi.Output<string>;

  constructor(name: string, args: AgentWorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:AgentWorker", name, args, opts);
    const { namespace, identityClientId, config, concurrency, ...pod } = checked(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const metadata = { name, namespace, labels: labelsOf(name) };

    const account = new ServiceAccount(
      name,
      { metadata: { ...metadata, annotations: { "azure.workload.identity/client-id": identityClientId } } },
      childOptions,
    );

    const environment = { ...appEnvironment(config), WORKER_CONCURRENCY: text(concurrency) };
    const configMap = new ConfigMap(name, { metadata, data: environment }, childOptions);

    const deployment = new Deployment(
      name,
      {
        metadata: { ...metadata, annotations: { ...notAwaited, ...lintExemptions(pullsOnce) } },
        spec: {
          // No `replicas`: the autoscaler's count would be moved back by every `up` (pulumi-kubernetes#2491).
          selector: { matchLabels: selectorOf(name) },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
          template: agentWorkerPod({
            name,
            ...pod,
            serviceAccountName: account.metadata.name,
            configMapName: configMap.metadata.name,
            configHash: pulumi.all(environment).apply(configHash),
            drainSeconds: config.drainSeconds,
          }),
        },
      },
      childOptions,
    );

    new PodDisruptionBudget(name, { metadata, spec: oneAtATime(selectorOf(name)) }, childOptions);

    this.deploymentName = deployment.metadata.name;
    this.registerOutputs({ deploymentName: this.deploymentName });
  }
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function checked(name: string, args: AgentWorkerArgs) {
  const check = new ArgumentCheck("AgentWorker", name);
  const known = {
    namespace: claimDeploymentName(check, "AgentWorker", name, args.namespace),
    ...checkedPodArgs(check, args),
    config: checkedAppConfig(check, args),
    concurrency: check.input("concurrency", args.concurrency ?? defaults.concurrency, integerBetween(1, 1000)),
  };
  check.throwProblems();
  return known;
}
