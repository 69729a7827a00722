import { Quantity } from "@breakwater/kubernetes-rules";
import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { poolLabel } from "../pool-label";
import { ArgumentCheck, integerBetween, type Rule } from "../validation";
import { labelsOf, notAwaited, selectorOf } from "./conventions";
import { lintExemptions, pullsOnce } from "./lint-exemptions";
import { restrictedContainer, restrictedPod } from "./pod-security";
import { priorityClasses } from "./priority-classes";
import { dnsLabel, pinnedImage } from "./rules";
import { spreadOverZonesAndNodes } from "./scheduling";

/** What `WarmBuffer` takes. */
export interface WarmBufferArgs {
  /** Namespace of the pods: that of those whose place they hold, so that its quota counts both. */
  namespace: pulumi.Input<string>;
  /** Places to hold, pods. */
  pods: pulumi.Input<number>;
  /** CPU of one place, as a Kubernetes quantity: what a pod of the workload requests. Default: `1`. */
  cpu?: pulumi.Input<string>;
  /** Memory of one place, as a Kubernetes quantity. Default: `1Gi`. */
  memory?: pulumi.Input<string>;
  /** Disk of one place, as a Kubernetes quantity. Default: `1Gi`. */
  ephemeralStorage?: pulumi.Input<string>;
  /** An image that does nothing, with a tag other than `latest` or with a digest. Default: Kubernetes' pause 3.10.1 by digest. */
  image?: pulumi.Input<string>;
}

/** Defaults: a place for one pod of `ai-service`. */
const defaults = {
  // The digest is that of the tag's multi-platform index, as public projects that pin this release state it alike.
  image: "registry.k8s.io/pause:3.10.1@sha256:278fb9dbcca9518083ad1e11276933a2e96f23de604a3a08cc3c80002767d24c",
  cpu: "1",
  memory: "1Gi",
  ephemeralStorage: "1Gi",
} as const;

const exemptions = lintExemptions({
  ...pullsOnce,
  "container-resources": "A limit on the CPU of a pod that does nothing would say nothing.",
  "deployment-has-poddisruptionbudget":
    "It yields to every other pod at once; a budget would keep nodes from being drained.",
});

/** User of the pause image. */
const pauseUser = 65_535;

/**
 * Spare capacity on the CPU pool that is there before it is needed: pods that do nothing and yield to every other one. A pod of the
 * surge takes such a place at once, and the pod that yielded waits for the node that the Cluster Autoscaler then adds. Without
 * it every new pod waits for a node, which takes minutes.
 */
export class WarmBuffer extends pulumi.ComponentResource {
  /** Name of the Deployment. */
  public readonly deploymentName: pulumi.Output<string>;

  constructor(name: string, args: WarmBufferArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:WarmBuffer", name, args, opts);
    const { namespace, pods, cpu, memory, ephemeralStorage, image } = validArgs(name, args);

    const deployment = new Deployment(
      name,
      {
        metadata: { name, namespace, labels: labelsOf(name), annotations: { ...notAwaited, ...exemptions } },
        spec: {
          replicas: pods,
          selector: { matchLabels: selectorOf(name) },
          // A new pause pod beside the old one would ask for room that only a new node has.
          strategy: { type: "Recreate" },
          template: {
            metadata: { labels: labelsOf(name) },
            spec: {
              // As its own field and not by the class's output: the name never changes, and a preview shows it.
              priorityClassName: priorityClasses.warmBuffer.name,
              // Not 0: the API server then deletes at once, and of two pods that evict at the same time the scheduler (1.36) has left
              // one pending beside its free place, in two of three tries on the twin. With 1 s: in none of six.
              terminationGracePeriodSeconds: 1,
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              nodeSelector: { [poolLabel]: "cpu" },
              // A place on every node, in every zone: what spreads itself finds it where it wants to be.
              topologySpreadConstraints: spreadOverZonesAndNodes(selectorOf(name)),
              securityContext: restrictedPod(pauseUser, pauseUser),
              containers: [
                {
                  name: "pause",
                  image,
                  resources: {
                    requests: { cpu, memory, "ephemeral-storage": ephemeralStorage },
                    limits: { memory, "ephemeral-storage": ephemeralStorage },
                  },
                  securityContext: restrictedContainer,
                },
              ],
            },
          },
        },
      },
      pulumi.mergeOptions(opts, { parent: this }),
    );

    this.deploymentName = deployment.metadata.name;
    this.registerOutputs({ deploymentName: this.deploymentName });
  }
}

const quantity: Rule<string> = {
  allowed: "a Kubernetes quantity above 0, such as 500m or 1Gi",
  accepts: (value) => (Quantity.parse(value)?.compare(Quantity.zero) ?? 0) > 0,
};

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: WarmBufferArgs) {
  const check = new ArgumentCheck("WarmBuffer", name);
  check.input("name", name, dnsLabel);
  const known = {
    namespace: check.input("namespace", args.namespace, dnsLabel),
    pods: check.input("pods", args.pods, integerBetween(1, 1000)),
    cpu: check.input("cpu", args.cpu ?? defaults.cpu, quantity),
    memory: check.input("memory", args.memory ?? defaults.memory, quantity),
    ephemeralStorage: check.input("ephemeralStorage", args.ephemeralStorage ?? defaults.ephemeralStorage, quantity),
    image: check.input("image", args.image ?? defaults.image, pinnedImage),
  };
  check.throwProblems();
  return known;
}
