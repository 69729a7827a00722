import * as fc from "fast-check";
import { allowedDisruptions, podsIndex, type NodeTemplate, type PodTemplate } from "@breakwater/cluster-autoscaler";
import { apiSide, defaultTolerations } from "./support/cluster-autoscaler/api-side";
import { planSide } from "./support/cluster-autoscaler/plan-side";
import { daemonRequests, type Scene, type SceneNode, type ScenePool } from "./support/cluster-autoscaler/scene";
import { scenes } from "./support/cluster-autoscaler/scenes";
import { type Decisions, Player } from "./support/cluster-autoscaler/sides";
import { nodeName } from "../twin/nodes";

/*
 * One cluster as the twin's add-on reads it from an API server and as the surge simulator reads it from a Plan. Both run the same Cluster Autoscaler,
 * so this holds what lies around it: what each tells it of nodes, DaemonSets, pods, priorities and disruption budgets.
 */

const runs = 200;

/** What both sides must say alike of a node that a pool would get. The simulator assumes of DaemonSets what they use, not how many they are. */
const comparableNode = ({ daemons, ...template }: NodeTemplate, count: number): object => ({
  ...template,
  daemons: daemons.map((amount, resource) => (resource === podsIndex ? amount - count : amount)),
});

/**
 * The same of a pod. An API server's pods are a ReplicaSet's, by whose hash others can tell them, tolerate a node's failure for a while, and their
 * budgets say what they allow.
 */
const comparablePod = ({ id: _, budgets, tolerations, labels, ...template }: PodTemplate): object => ({
  ...template,
  labels: { ...labels, "pod-template-hash": "any" },
  tolerations: tolerations.filter(({ key }) => defaultTolerations.every((usual) => usual.key !== key)),
  budgets: budgets.length,
});

test("a pool's nodes and a workload's pods are the same to both", () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const [api, plan] = [new Player(apiSide(scene)), new Player(planSide(scene))];
      const nodesOf = ({ side }: Player, daemons: number) =>
        side.groups.map(({ name, min, max, templates }) => ({
          ...{ name, min, max },
          templates: templates.map((template) => comparableNode(template, daemons)),
        }));
      expect(nodesOf(plan, 0)).toEqual(nodesOf(api, daemonRequests.length));
      expect(plan.side.profile).toEqual(api.side.profile);

      const [ofApi, ofPlan] = [api.templates(scene), plan.templates(scene)];
      expect([...ofPlan.keys()].sort()).toEqual([...ofApi.keys()].sort());
      for (const [name, { template, cluster }] of ofPlan) {
        const other = ofApi.get(name)!;
        expect(comparablePod(template)).toEqual(comparablePod(other.template));
        expect(template.budgets.map((budget) => allowedDisruptions(cluster, budget))).toEqual(
          other.template.budgets.map((budget) => allowedDisruptions(other.cluster, budget)),
        );
      }
    }),
    { numRuns: runs },
  );
});

test("the Cluster Autoscaler decides the same for both, scan after scan", () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(scenes, (scene) => {
      const [api, plan] = [new Player(apiSide(scene)), new Player(planSide(scene))];
      let present = scene;
      for (const now of [0, 20, 630, 1300]) {
        const decisions = plan.scan(present, now);
        expect(decisions).toEqual(api.scan(present, now));
        for (const [kind, found] of Object.entries(decisions)) if (found.length > 0) met.add(kind);
        present = after(present, decisions, now);
      }
    }),
    { numRuns: runs, examples: [[busy]] },
  );
  // There is something of each kind to decide.
  expect([...met].sort()).toEqual(["draining", "limits", "refusals", "requested"]);
});

/** A pool that is full and has not enough, one that is empty and asked for, one that nobody needs, and a pod that no pool would take. */
const busy: Scene = {
  pools: [pool("full", { max: 1, labels: { tier: "a" } }), pool("empty", { labels: { tier: "b" } }), pool("idle", {})],
  workloads: ["a", "b", "c"].map((tier) => ({
    name: tier,
    namespace: "shop",
    labels: { app: tier },
    annotations: {},
    spec: { containers: [{ name: "main", resources: { requests: { cpu: "3" } } }], nodeSelector: { tier } },
  })),
  classes: [],
  budgets: [],
  profile: {},
  nodes: [
    { pool: "full", index: 0 },
    { pool: "idle", index: 0 },
  ],
  pods: ["a", "a", "b", "c"].map((workload, index) => ({
    name: `${workload}-${index}`,
    workload,
    createdAt: -60,
    ready: false,
    deleting: false,
  })),
};

function pool(name: string, more: Partial<ScenePool>): ScenePool {
  return { name, vmSize: "Standard_D4s_v5", zones: [], min: 0, max: 3, labels: {}, taints: [], ...more };
}

/** The scene once a scan's nodes have come and gone: pods of a node that went wait for another. */
function after(scene: Scene, { requested, draining }: Decisions, now: number): Scene {
  const nodes = scene.nodes.filter(({ pool, index }) => !draining.includes(nodeName(pool, index)));
  for (const { group } of requested) {
    const taken = new Set(nodes.filter(({ pool }) => pool === group).map(({ index }) => index));
    let index = 0;
    while (taken.has(index)) index++;
    nodes.push({ pool: group, index });
  }
  const isThere = (node: SceneNode): boolean => nodes.includes(node);
  const pods = scene.pods.map(({ node, nominated, ...pod }) => ({
    ...pod,
    ...(node && isThere(node) ? { node } : { ready: false }),
    ...(node && !isThere(node) && { createdAt: now, deleting: false }),
    ...(nominated && isThere(nominated) && { nominated }),
  }));
  return { ...scene, nodes, pods: pods.sort((a, b) => a.createdAt - b.createdAt) };
}
