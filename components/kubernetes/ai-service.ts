import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Service, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import { ArgumentCheck, integerBetween } from "../validation";
import { aiServicePod } from "./ai-service-pod";
import { type AppArgs, appEnvironment, checkedAppConfig, checkedPodArgs, configHash, text } from "./app-config";
import { labelsOf, notAwaited, selectorOf } from "./conventions";
import { claimDeploymentName } from "./deployment-name";
import { oneAtATime } from "./disruption-budget";
import { lintExemptions, pullsOnce } from "./lint-exemptions";

/** What `AiService` takes: what the app takes, and what is the API's alone. */
export interface AiServiceArgs extends AppArgs {
  /** Life of a conversation after its last message, seconds. Default: 3600. */
  sessionTtlSeconds?: pulumi.Input<number>;
}

/** Default (docs/coverage.md). */
const defaults = { sessionTtlSeconds: 3600 } as const;

/**
 * The AI app behind its Service: pods on the CPU pool, with their configuration, identity, probes and disruption budget. It
 * has no replica count: an `Autoscaler` owns it. Every object is called as the component.
 */
export class AiService extends pulumi.ComponentResource {
  /** Where the app answers inside the cluster, `http://<name>.<namespace>.svc`. */
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: AiServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:AiService", name, args, opts);
    const { namespace, identityClientId, config, sessionTtlSeconds, ...pod } = checked(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const metadata = { name, namespace, labels: labelsOf(name) };

    const account = new ServiceAccount(
      name,
      { metadata: { ...metadata, annotations: { "azure.workload.identity/client-id": identityClientId } } },
      childOptions,
    );

    const environment = { ...appEnvironment(config), SESSION_TTL: text(sessionTtlSeconds) };
    const configMap = new ConfigMap(name, { metadata, data: environment }, childOptions);

    new Deployment(
      name,
      {
        metadata: { ...metadata, annotations: { ...notAwaited, ...lintExemptions(pullsOnce) } },
        spec: {
          // No `replicas`: the autoscaler's count would be moved back by every `up` (pulumi-kubernetes#2491).
          selector: { matchLabels: selectorOf(name) },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
          template: aiServicePod({
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

    const service = new Service(
      name,
      {
        metadata: { ...metadata, annotations: notAwaited },
        spec: {
          type: "ClusterIP",
          selector: selectorOf(name),
          ports: [
            { name: "http", port: 80, targetPort: "http", appProtocol: "http" },
            { name: "grpc", port: 9090, targetPort: "grpc", appProtocol: "kubernetes.io/h2c" },
          ],
        },
      },
      childOptions,
    );

    this.url = pulumi.interpolate`http://${service.metadata.name}.${service.metadata.namespace}.svc`;
    this.registerOutputs({ url: this.url });
  }
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function checked(name: string, args: AiServiceArgs) {
  const check = new ArgumentCheck("AiService", name);
  const known = {
    namespace: claimDeploymentName(check, "AiService", name, args.namespace),
    ...checkedPodArgs(check, args),
    config: checkedAppConfig(check, args),
    sessionTtlSeconds: check.input(
      "sessionTtlSeconds",
      args.sessionTtlSeconds ?? defaults.sessionTtlSeconds,
      integerBetween(60, 2_592_000),
    ),
  };
  check.throwProblems();
  return known;
}
