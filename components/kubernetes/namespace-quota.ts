import * as pulumi from "@pulumi/pulumi";
import { LimitRange, ResourceQuota } from "@pulumi/kubernetes/core/v1";
import { ArgumentCheck, integerBetween } from "../validation";
import { dnsLabel } from "./rules";
import { text } from "./text";

/** What `NamespaceQuota` takes. */
export interface NamespaceQuotaArgs {
  /** Namespace that the quota is of. */
  namespace: pulumi.Input<string>;
  /** Most pods, finished ones not counted. */
  pods: pulumi.Input<number>;
  /** Most CPU that all pods together request, cores. */
  cpu: pulumi.Input<number>;
  /** Most memory that all pods together request, GiB. */
  memoryGi: pulumi.Input<number>;
  /** Most GPUs of all pods together. Default: 0, so that none is taken by mistake. */
  gpus?: pulumi.Input<number>;
  /** Most Services with an address outside the cluster. Default: 0, so that nothing is shown to the world by mistake. */
  loadBalancers?: pulumi.Input<number>;
}

/** What a container requests that says nothing, as in third-party charts: with a quota, it could not run at all otherwise. */
const unsaid = { cpu: "50m", memory: "64Mi" } as const;

/** What one namespace may take of the cluster. Both objects are called as the component. */
export class NamespaceQuota extends pulumi.ComponentResource {
  /** Name of the ResourceQuota. */
  public readonly quotaName: pulumi.Output<string>;

  constructor(name: string, args: NamespaceQuotaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:NamespaceQuota", name, args, opts);
    const { namespace, pods, cpu, memoryGi, gpus, loadBalancers } = validArgs(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const metadata = { name, namespace, labels: { "app.kubernetes.io/part-of": "breakwater" } };

    // Before the quota, which refuses containers without requests.
    const limitRange = new LimitRange(
      name,
      { metadata, spec: { limits: [{ type: "Container", defaultRequest: unsaid }] } },
      childOptions,
    );
    const quota = new ResourceQuota(
      name,
      {
        metadata,
        spec: {
          hard: {
            pods: text(pods),
            "requests.cpu": text(cpu),
            "requests.memory": pulumi.interpolate`${memoryGi}Gi`,
            "requests.nvidia.com/gpu": text(gpus),
            "services.loadbalancers": text(loadBalancers),
            // A load balancer's Service takes a node port for each of its ports, of which the edge has two and one for health.
            "services.nodeports": pulumi.output(loadBalancers).apply((count) => String(count * 3)),
          },
        },
      },
      pulumi.mergeOptions(childOptions, { dependsOn: [limitRange] }),
    );

    this.quotaName = quota.metadata.name;
    this.registerOutputs({ quotaName: this.quotaName });
  }
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: NamespaceQuotaArgs) {
  const check = new ArgumentCheck("NamespaceQuota", name);
  const known = {
    namespace: check.input("namespace", args.namespace, dnsLabel),
    pods: check.input("pods", args.pods, integerBetween(0, 100_000)),
    cpu: check.input("cpu", args.cpu, integerBetween(0, 100_000)),
    memoryGi: check.input("memoryGi", args.memoryGi, integerBetween(0, 1_000_000)),
    gpus: check.input("gpus", args.gpus ?? 0, integerBetween(0, 10_000)),
    loadBalancers: check.input("loadBalancers", args.loadBalancers ?? 0, integerBetween(0, 100)),
  };
  check.throwProblems();
  return known;
}
