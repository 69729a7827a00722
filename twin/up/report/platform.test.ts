import type { Pool } from "@breakwater/plan-views";
import type { ApiServer, KubernetesObject } from "../../controlplane";
import { readPlatform } from "./platform";

type Objects = Readonly<Record<string, readonly object[]>>;

/** The objects of each kind, as an API server would list them. */
const serverWith = (objects: Objects): ApiServer =>
  ({ list: (_: string, kind: string) => Promise.resolve((objects[kind] ?? []) as KubernetesObject[]) }) as never;

const pool: Pool = {
  name: "gpu1",
  vmSize: "Standard_NC24ads_A100_v4",
  mode: "User",
  count: 1,
  maxPods: 250,
  zones: [],
  labels: {},
  taints: [
    { key: "sku", value: "gpu", effect: "NoSchedule" },
    { key: "empty", effect: "NoExecute" },
  ],
  spot: false,
};

/** A pod that the scheduler found no node for. */
const waiting = (name: string, labels: object, message: string, namespace = "shop") => ({
  metadata: { name, namespace, labels },
  spec: {},
  status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message }] },
});

const deployment = (selector: object) => ({
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop", generation: 1 },
  spec: { replicas: 2, selector },
  status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 1 },
});

const workloadsOf = async (selector: object, pods: readonly object[]) =>
  (await readPlatform(serverWith({ Deployment: [deployment(selector)], Pod: pods }), [])).workloads;

test("a workload says why its own pod has no node: of the pods that its whole selector selects", async () => {
  const pods = [
    waiting("web-canary-1", { app: "web", track: "canary" }, "another workload's"),
    waiting("web-elsewhere", { app: "web" }, "another namespace's", "models"),
    waiting("web-1", { app: "web", track: "stable" }, "0/3 nodes are available"),
  ];
  const byExpression = {
    matchLabels: { app: "web" },
    matchExpressions: [{ key: "track", operator: "NotIn", values: ["canary"] }],
  };
  expect(await workloadsOf(byExpression, pods)).toMatchObject([
    { wanted: 2, available: 1, complete: false, reason: "0/3 nodes are available" },
  ]);
  expect(
    await workloadsOf({ matchExpressions: [{ key: "track", operator: "In", values: ["stable"] }] }, pods),
  ).toMatchObject([{ reason: "0/3 nodes are available" }]);
  expect((await workloadsOf({ matchLabels: { app: "web", track: "other" } }, pods))[0]).not.toHaveProperty("reason");
});

test("a pool has its taints as kubectl writes them, its nodes and their pods", async () => {
  const node = {
    metadata: {
      name: "aks-gpu1-0",
      labels: { "kubernetes.azure.com/agentpool": "gpu1", "topology.kubernetes.io/zone": "koreacentral-1" },
    },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  };
  const running = {
    metadata: { name: "vllm-1", namespace: "models" },
    spec: { nodeName: "aks-gpu1-0" },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  };
  const { pools, unscheduled } = await readPlatform(
    serverWith({ Node: [node], Pod: [running, waiting("web-1", {}, "no room")] }),
    [pool],
  );
  expect(pools).toEqual([
    {
      name: "gpu1",
      vmSize: "Standard_NC24ads_A100_v4",
      taints: ["sku=gpu:NoSchedule", "empty:NoExecute"],
      nodes: [
        {
          name: "aks-gpu1-0",
          ready: true,
          zone: "koreacentral-1",
          pods: [{ namespace: "models", name: "vllm-1", state: "Ready" }],
        },
      ],
    },
  ]);
  expect(unscheduled).toEqual([{ namespace: "shop", name: "web-1", state: "Pending", reason: "no room" }]);
});
