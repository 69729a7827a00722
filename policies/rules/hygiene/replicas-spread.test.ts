import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { cpuPool, deployment, gpuDeployment, gpuPool } from "../../testing/resources";
import { replicasSpread } from "./replicas-spread";

const three = { spec: { replicas: 3 } };
const own = { matchLabels: { "app.kubernetes.io/name": "shop" } };
const others = { matchLabels: { "app.kubernetes.io/name": "worker" } };
const zone = "topology.kubernetes.io/zone";
const host = "kubernetes.io/hostname";
const constraint = (changes: Properties = {}) => ({
  maxSkew: 1,
  topologyKey: zone,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: own,
  ...changes,
});
const spread = (...constraints: Properties[]) =>
  deployment({ topologySpreadConstraints: constraints.map(constraint) }, {}, three);
const apart = (podAntiAffinity: Properties, namespace = "production") =>
  deployment({ topologySpreadConstraints: [], affinity: { podAntiAffinity } }, {}, { ...three, namespace });
const requires = (...terms: Properties[]) => apart({ requiredDuringSchedulingIgnoredDuringExecution: terms });
const prefers = (term: Properties) =>
  apart({ preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] });
const must = { whenUnsatisfiable: "DoNotSchedule" };
const together = "may have all its replicas on one node";
const gpuSpread = (topologyKey: string) =>
  gpuDeployment(
    {
      topologySpreadConstraints: [
        constraint({ ...must, topologyKey, labelSelector: { matchLabels: { "app.kubernetes.io/name": "vllm" } } }),
      ],
    },
    {},
    three,
  );
const ofKind = (type: string): Resource => ({ ...spread({ labelSelector: others }), type: `kubernetes:${type}` });

judgesAs(replicasSpread, [
  ["a spread that prefers", [spread({})], []],
  ["a spread that must be", [spread(must)], []],
  ["over nodes", [spread({ topologyKey: host })], []],
  ["one replica", [deployment()], ["not applicable"]],
  ["no replicas", [deployment({}, {}, { spec: { replicas: 0 } })], ["not applicable"]],
  ["no spread", [deployment({ topologySpreadConstraints: undefined }, {}, three)], [`${together}: it has no spread`]],
  ["an empty list", [spread()], ["it has no spread"]],
  ["of other pods", [spread({ labelSelector: others })], ["labelSelector selects none of the workload's own pods"]],
  [
    "by an expression that its pods meet",
    [spread({ labelSelector: { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "Exists" }] } })],
    [],
  ],
  [
    "by an expression that they do not meet",
    [spread({ labelSelector: { matchExpressions: [{ key: "tier", operator: "In", values: ["web"] }] } })],
    ["selects none of the workload's own pods"],
  ],
  ["without a selector, which counts no pod", [spread({ labelSelector: undefined })], ["own pods"]],
  ["with an empty selector, which counts none either", [spread({ labelSelector: {} })], ["own pods"]],
  ["by the pods of one revision", [spread({ matchLabelKeys: ["pod-template-hash"] })], []],
  [
    "by the pods of one revision, whoever they are",
    [spread({ labelSelector: {}, matchLabelKeys: ["pod-template-hash"] })],
    [],
  ],
  ["one of two that counts its own", [spread({ labelSelector: others }, { topologyKey: host })], []],
  [
    "over a label that no node has",
    [spread({ topologyKey: "topology.kubernetes.io/hostname" })],
    [
      `${together}: of its spread the one over topology.kubernetes.io/hostname does nothing, because no node has that label`,
    ],
  ],
  ["over kubernetes.io/zone", [spread({ topologyKey: "kubernetes.io/zone" })], ["no node has that label"]],
  ["over the deprecated label of zones", [spread({ topologyKey: "failure-domain.beta.kubernetes.io/zone" })], []],
  ["over the region", [spread({ topologyKey: "topology.kubernetes.io/region" })], ["all nodes have the same value"]],
  [
    "two that prefer, of which one is over a label that no node has",
    [spread({}, { topologyKey: "topology.kubernetes.io/hostname" })],
    ["another one is over topology.kubernetes.io/hostname, which no node has"],
  ],
  [
    "one that must be beside one that does nothing",
    [spread({ ...must, topologyKey: host }, { topologyKey: "topology.kubernetes.io/hostname" })],
    [],
  ],
  ["over the pool", [spread({ topologyKey: "kubernetes.azure.com/agentpool" })], []],
  ["over a label of one's own", [spread({ topologyKey: "example.com/rack" })], []],
  ["over a label that may be anybody's", [spread({ topologyKey: "rack" })], []],
  ["over a label of a pool", [spread({ topologyKey: "rack" }), cpuPool({ nodeLabels: { rack: "a" } })], []],
  ["over a label of no pool", [spread({ topologyKey: "zone" }), cpuPool(), gpuPool()], ["no node has that label"]],
  ["a skew that all replicas may have", [spread({ ...must, maxSkew: 3 })], ["its maxSkew 3 lets all 3 replicas"]],
  ["a skew that not all may have", [spread({ ...must, maxSkew: 2 })], []],
  ["a wide skew that prefers, which is scored all the same", [spread({ maxSkew: 5 })], []],
  ["anti-affinity that must be", [requires({ topologyKey: host, labelSelector: own })], []],
  ["anti-affinity that prefers", [prefers({ topologyKey: zone, labelSelector: own })], []],
  ["anti-affinity to every pod", [requires({ topologyKey: host, labelSelector: {} })], []],
  ["anti-affinity to nobody", [requires({ topologyKey: host })], ["own pods"]],
  ["an empty anti-affinity", [apart({})], ["it has no spread"]],
  ["anti-affinity to others", [prefers({ topologyKey: host, labelSelector: others })], ["own pods"]],
  [
    "anti-affinity in its namespace",
    [prefers({ topologyKey: host, labelSelector: own, namespaces: ["production"] })],
    [],
  ],
  [
    "anti-affinity in another namespace",
    [prefers({ topologyKey: host, labelSelector: own, namespaces: ["staging"] })],
    ["own pods"],
  ],
  ["anti-affinity in all", [prefers({ topologyKey: host, labelSelector: own, namespaceSelector: {} })], []],
  [
    "anti-affinity in namespaces of a label that may be this one's",
    [prefers({ topologyKey: host, labelSelector: own, namespaceSelector: { matchLabels: { team: "shop" } } })],
    [],
  ],
  [
    "anti-affinity in namespaces of another name",
    [
      prefers({
        topologyKey: host,
        labelSelector: own,
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "staging" } },
      }),
    ],
    ["own pods"],
  ],
  [
    "anti-affinity to pods with another value than its own",
    [prefers({ topologyKey: host, labelSelector: {}, mismatchLabelKeys: ["app.kubernetes.io/name"] })],
    ["own pods"],
  ],
  ["a StatefulSet", [ofKind("apps/v1:StatefulSet")], ["own pods"]],
  ["a Rollout", [ofKind("argoproj.io/v1alpha1:Rollout")], ["own pods"]],
  [
    "a DaemonSet, a Job and a patch",
    ["apps/v1:DaemonSet", "batch/v1:Job", "apps/v1:DeploymentPatch"].map(ofKind),
    ["not applicable"],
  ],
  ["GPU pods that must be spread over zones", [gpuSpread(zone)], ["keeps GPU nodes from being added"]],
  ["GPU pods that must be spread over nodes, of which one more is always possible", [gpuSpread(host)], []],
]);
