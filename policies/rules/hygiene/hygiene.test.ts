import type { Properties } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, gpuDeployment, resource } from "../../testing/resources";
import { containerResources } from "./container-resources";
import { imageByDigest } from "./image-by-digest";
import { imageNotLatest } from "./image-not-latest";
import { namespaceDefaultDeny } from "./namespace-default-deny";
import { pdbExists } from "./pdb-exists";
import { replicasSpread } from "./replicas-spread";

judgesAs(containerResources, [
  ["all of them", [deployment()], []],
  [
    "no CPU limit, which only throttles",
    [deployment({}, { resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } } })],
    [],
  ],
  [
    "limits alone, which are requests too",
    [deployment({}, { resources: { limits: { cpu: "1", memory: "1Gi" } } })],
    [],
  ],
  [
    "requests and limit of the pod as a whole",
    [
      deployment(
        { resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } } },
        { resources: { limits: { "nvidia.com/gpu": "1" } } },
      ),
    ],
    [],
  ],
  [
    "a pod as a whole without a memory limit",
    [deployment({ resources: { requests: { cpu: "1", memory: "1Gi" } } }, { resources: null })],
    ["lacks a memory limit"],
  ],
  [
    "a sidecar that says nothing",
    [deployment({ initContainers: [{ name: "proxy", restartPolicy: "Always" }] })],
    ['Container "proxy" of Deployment "production/shop" lacks a CPU request and a memory request and a memory limit'],
  ],
  [
    "an init container that says nothing",
    [deployment({ initContainers: [{ name: "migrate", resources: { limits: { memory: "1Gi" } } }] })],
    ['Container "migrate" of Deployment "production/shop" lacks a CPU request'],
  ],
  ["none", [deployment({}, { resources: undefined })], ["lacks a CPU request and a memory request and a memory limit"]],
  [
    "no memory limit",
    [deployment({}, { resources: { requests: { cpu: "1", memory: "1Gi" } } })],
    ["lacks a memory limit"],
  ],
]);

const image = (name: string) => deployment({}, { image: name });
const digest = "sha256:0a51ea5b4ae2dc5d81890e5173f54203d2a3ae0cfffe51b8fd2afd4391bfd967";

judgesAs(imageNotLatest, [
  ["a version", [image("redis:7.4")], []],
  ["a digest, whatever the tag", [image(`redis:latest@${digest}`)], []],
  ["latest", [image("redis:latest")], ["runs redis:latest, which is latest"]],
  ["no tag", [image("localhost:5000/shop")], ["for it has no tag"]],
]);

judgesAs(imageByDigest, [
  ["a digest", [image(`docker.io/library/redis@${digest}`)], []],
  ["a tag in a registry of one's own", [image("crbreakwater.azurecr.io/ai-service:0.1.0")], []],
  ["a tag of somebody else", [image("redis:7.4")], ["of docker.io without a digest"]],
  ["a tag of a registry that only sounds like it", [image("azurecr.io.example.com/x:1")], ["azurecr.io.example.com"]],
  ["a digest of a mirror", [image(`crbreakwater.azurecr.io/docker-hub/library/redis@${digest}`)], []],
  [
    "a tag that a mirror in a registry of one's own follows",
    [image("crbreakwater.azurecr.io/docker-hub/library/redis:7.4")],
    ["of crbreakwater.azurecr.io without a digest"],
  ],
  ["a registry that is one's own by config", [image("ghcr.io/us/x:1")], [], { ownRegistries: "^ghcr\\.io$" }],
]);

const spread = (whenUnsatisfiable: string) => ({
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable }],
});
const three = { spec: { replicas: 3 } };

judgesAs(replicasSpread, [
  ["a spread that prefers", [deployment({}, {}, three)], []],
  ["a spread that must be", [deployment(spread("DoNotSchedule"), {}, three)], []],
  ["anti-affinity", [deployment({ topologySpreadConstraints: [], affinity: { podAntiAffinity: {} } }, {}, three)], []],
  ["one replica", [deployment()], ["not applicable"]],
  ["no spread", [deployment({ topologySpreadConstraints: undefined }, {}, three)], ["all its replicas on one node"]],
  [
    "GPU pods that must be spread",
    [gpuDeployment(spread("DoNotSchedule"), {}, three)],
    ["keeps GPU nodes from being added"],
  ],
]);

const service = resource("kubernetes:core/v1:Service", "shop", {
  metadata: { name: "shop", namespace: "production" },
  spec: { selector: { "app.kubernetes.io/name": "shop" } },
});
const budgetOver = (selector: Properties, namespace = "production") =>
  resource("kubernetes:policy/v1:PodDisruptionBudget", "budget", {
    metadata: { name: "budget", namespace },
    spec: { maxUnavailable: 1, selector },
  });
const budget = (name: string, namespace?: string) =>
  budgetOver({ matchLabels: { "app.kubernetes.io/name": name } }, namespace);
const named = (operator: string, ...values: string[]) => ({
  matchExpressions: [{ key: "app.kubernetes.io/name", operator, values }],
});

judgesAs(pdbExists, [
  ["a budget", [deployment({}, {}, three), service, budget("shop")], []],
  ["two budgets, one of them its own", [deployment({}, {}, three), service, budget("other"), budget("shop")], []],
  ["a budget over the whole namespace", [deployment({}, {}, three), service, budgetOver({})], []],
  ["a budget by expression", [deployment({}, {}, three), service, budgetOver(named("In", "shop", "other"))], []],
  [
    "an expression that does not hold",
    [deployment({}, {}, three), service, budgetOver(named("NotIn", "shop"))],
    ["has no PodDisruptionBudget"],
  ],
  ["one replica", [deployment(), service], ["not applicable"]],
  ["no Service", [deployment({}, {}, three)], ["not applicable"]],
  [
    "no budget",
    [deployment({}, {}, three), service],
    ['Deployment "production/shop" stands behind a Service but has no'],
  ],
  ["a budget of others", [deployment({}, {}, three), service, budget("other")], ["has no PodDisruptionBudget"]],
  [
    "a budget of another namespace",
    [deployment({}, {}, three), service, budget("shop", "default")],
    ["has no PodDisruptionBudget"],
  ],
]);

const policy = (spec: Properties) =>
  resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", `policy-${JSON.stringify(spec)}`, {
    metadata: { name: "policy", namespace: "production" },
    spec,
  });

judgesAs(namespaceDefaultDeny, [
  ["both directions in one", [deployment(), policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] })], []],
  [
    "both directions in two",
    [deployment(), policy({ podSelector: {} }), policy({ podSelector: {}, policyTypes: ["Egress"] })],
    [],
  ],
  ["no workload", [service], ["not applicable"]],
  ["none", [deployment()], ['Namespace "production" has no default deny of Ingress and Egress']],
  ["one direction", [deployment(), policy({ podSelector: {} })], ["no default deny of Egress"]],
  [
    "a policy of some pods",
    [deployment(), policy({ podSelector: { matchLabels: { a: "b" } }, policyTypes: ["Ingress", "Egress"] })],
    ["of Ingress and Egress"],
  ],
  [
    "one that allows",
    [deployment(), policy({ podSelector: {}, ingress: [{}], policyTypes: ["Ingress", "Egress"] })],
    ["of Ingress"],
  ],
]);
