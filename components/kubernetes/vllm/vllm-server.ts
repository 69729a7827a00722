import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { labelsOf, notAwaited, selectorOf } from "../conventions";
import { lintExemptions, pullsOnce } from "../lint-exemptions";
import { modelServerProbes } from "../probes";
import { createDisruptionBudget, createService } from "../workload";
import { longestStartSeconds } from "./start-up";
import { validVllmArgs, type VllmServerArgs } from "./vllm-args";
import { vllmPod, vllmPort } from "./vllm-pod";

export type { VllmServerArgs } from "./vllm-args";

/** `max-node-provision-time` of the Cluster Autoscaler, within which a GPU node must be there, seconds. */
const nodeProvisionSeconds = 900;

const exemptions = lintExemptions({
  ...pullsOnce,
  "container-resources":
    "No limit on CPU: the node is its alone, and a throttled scheduler thread leaves the GPU idle.",
  "container-security-context-user-group-id": "The image has its home and its files for user 2000 of group 0.",
  "pod-probes-identical":
    "vLLM has one health path. Readiness gives up after 15 s, liveness after 90 s, and a start-up probe stands before both.",
});

/** vLLM on the GPU pool behind its Service, OpenAI-compatible. Every object is called as the component. */
export class VllmServer extends pulumi.ComponentResource {
  /** OpenAI-compatible address inside the cluster, `http://<name>.<namespace>.svc:8000/v1`. */
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: VllmServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:VllmServer", name, args, opts);
    const { namespace, replicas, ...server } = validVllmArgs(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const metadata = { name, namespace, labels: labelsOf(name) };
    const probes = pulumi.output(server.modelLoadSeconds).apply((seconds) => modelServerProbes(vllmPort, seconds));

    const account = new ServiceAccount(
      name,
      {
        metadata: { ...metadata, annotations: identityOf(args) },
        // vLLM never calls the API server; the token for Azure is mounted by the Workload Identity webhook.
        automountServiceAccountToken: false,
      },
      childOptions,
    );

    new Deployment(
      name,
      {
        metadata: { ...metadata, annotations: { ...notAwaited, ...exemptions } },
        spec: {
          replicas,
          selector: { matchLabels: selectorOf(name) },
          // GPUs are scarce: a pod beyond the count could only wait for one that an old pod holds. So the old pod goes first,
          // one at a time, and the app overflows to the gateway meanwhile. `Recreate` would stop all of them at once.
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
          // A rollout that waits for its node and loads its model is no failed one; Kubernetes would call it so after 10 min.
          progressDeadlineSeconds: probes.apply((p) => nodeProvisionSeconds + longestStartSeconds(p.startup)),
          template: vllmPod({ name, serviceAccountName: account.metadata.name, probes, ...server }),
        },
      },
      childOptions,
    );

    createDisruptionBudget(name, namespace, childOptions);
    const ports = [{ name: "http", port: vllmPort, targetPort: "http", appProtocol: "http" }];
    const host = createService(name, namespace, ports, childOptions);

    this.url = pulumi.interpolate`http://${host}:${vllmPort}/v1`;
    this.registerOutputs({ url: this.url });
  }
}

/** The identity that may read the weights, for the Workload Identity webhook. */
const identityOf = ({ modelStore }: VllmServerArgs): Record<string, pulumi.Input<string>> | undefined =>
  modelStore && { "azure.workload.identity/client-id": modelStore.identityClientId };
