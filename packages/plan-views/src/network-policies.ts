import { isEmptySelector, type LabelSelector } from "@breakwater/kubernetes-rules";
import { labelsOfPods, type SelectablePods, selectorAt, selectsAt } from "./selectors";
import type { Reader } from "./read";
import { kindOf, type KubernetesObject, objectOf, objectsOf, readerOf, type Resource, viewOf } from "./resource";

/** Whose connections a network policy is about: those to its pods, or those of its pods. */
export type Direction = "Ingress" | "Egress";
/** Label that every namespace has, by its name (https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name). */
export const namespaceLabel = "kubernetes.io/metadata.name";

export const directions: readonly Direction[] = ["Ingress", "Egress"];

/**
 * A NetworkPolicy of Kubernetes. Policies add up: a pod that one of them governs in a direction may do there what any of them allows, and
 * nothing else (https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation).
 */
export interface NetworkPolicy extends KubernetesObject {
  /**
   * Whether it is about a direction: those of `policyTypes`, without which it is Ingress, and Egress where it has a rule of that
   * (`SetDefaults_NetworkPolicy` of k8s.io/kubernetes v1.36.3).
   */
  governs(direction: Direction): boolean;
  /** Whether the pods of a workload are among those that it selects: all of its namespace with an empty selector, or without one. */
  selects(pods: SelectablePods): boolean;
  /** Whether it names pods by the values of labels. Otherwise it is about whatever pods its namespace may have. */
  readonly namesPods: boolean;
  /** Whether it leaves nothing of a direction denied: a rule that allows every port, or all of TCP, to everybody, in the cluster or at any address. */
  allowsAll(direction: Direction): boolean;
}

/** The NetworkPolicies of Kubernetes among the resources, in their order. */
export const networkPoliciesOf = (resources: readonly Resource[]): NetworkPolicy[] =>
  objectsOf(resources, "kubernetes:networking.k8s.io:NetworkPolicy").map((policy) => {
    const spec = () => readerOf(policy).object("spec");
    const governs = (direction: Direction): boolean => {
      const types = spec().texts("policyTypes");
      if (types.length > 0) return types.includes(direction);
      return direction === "Ingress" || spec().objects("egress").length > 0;
    };
    return viewOf(policy, {
      governs,
      selects: (pods: SelectablePods) =>
        pods.namespace === policy.namespace &&
        (spec().record("podSelector") === undefined || selectsAt(spec(), "podSelector", () => labelsOfPods(pods))),
      get namesPods() {
        const { matchLabels, matchExpressions }: LabelSelector = selectorAt(spec(), "podSelector") ?? {};
        return (
          Object.keys(matchLabels ?? {}).length > 0 ||
          (matchExpressions ?? []).some(({ operator }) => operator === "In")
        );
      },
      allowsAll: (direction: Direction) =>
        governs(direction) &&
        spec()
          .objects(direction === "Ingress" ? "ingress" : "egress")
          .some((rule) => isEveryPort(rule) && isEverybody(rule, direction === "Ingress" ? "from" : "to")),
    });
  });

/** Whether a rule is about all of TCP at least. */
function isEveryPort(rule: Reader): boolean {
  const ports = rule.objects("ports");
  return (
    ports.length === 0 ||
    ports.some((port) => {
      if ((port.text("protocol") ?? "TCP") !== "TCP") return false;
      const first = port.numberOrText("port");
      return first === undefined || (typeof first === "number" && first <= 1 && port.number("endPort") === 65_535);
    })
  );
}

/** Whether the peers of a rule are all there are: no list of them, every pod of every namespace, or every address. */
function isEverybody(rule: Reader, list: "from" | "to"): boolean {
  const peers = rule.objects(list);
  return peers.length === 0 || peers.some((peer) => isEveryPod(peer) || isEveryAddress(peer));
}

function isEveryPod(peer: Reader): boolean {
  const [namespaces, pods] = [selectorAt(peer, "namespaceSelector"), selectorAt(peer, "podSelector")];
  return namespaces !== undefined && isEveryNamespace(namespaces) && (pods === undefined || isEmptySelector(pods));
}

const isEveryNamespace = ({ matchLabels, matchExpressions }: LabelSelector): boolean =>
  Object.keys(matchLabels ?? {}).length === 0 &&
  (matchExpressions ?? []).every(({ key, operator }) => key === namespaceLabel && operator === "Exists");

function isEveryAddress(peer: Reader): boolean {
  const block = peer.object("ipBlock");
  return ["0.0.0.0/0", "::/0"].includes(block.text("cidr") ?? "") && block.texts("except").length === 0;
}

/** Policies of other makers and of whole clusters, whose rules are not known here. */
export const otherNetworkPoliciesOf = (
  resources: readonly Resource[],
): (KubernetesObject & { isOfCluster: boolean })[] =>
  resources
    .filter(({ type }) => type.startsWith("kubernetes:") && !type.startsWith("kubernetes:networking.k8s.io/"))
    .filter((resource) => kindOf(resource).endsWith("NetworkPolicy"))
    .map((resource) =>
      viewOf(objectOf(resource), { isOfCluster: !["CiliumNetworkPolicy", "NetworkPolicy"].includes(kindOf(resource)) }),
    );
