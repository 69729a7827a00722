import { cpuTemplate, workload } from "../testing/samples";
import { Cluster } from "./cluster";
import { isAllowed } from "./fit";

const zone = "topology.kubernetes.io/zone";
const spreadOver = (...constraints: { topologyKey: string; whenUnsatisfiable?: string; maxSkew?: number }[]) =>
  workload(
    "spread",
    {},
    {
      spec: {
        topologySpreadConstraints: constraints.map((constraint) => ({
          maxSkew: 1,
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: { matchExpressions: [{ key: "other", operator: "DoesNotExist" }] },
          ...constraint,
        })),
      },
    },
  );

/** A cluster with one node a zone and so many pods of a workload in each, bound in turn. */
function withPods(template: ReturnType<typeof spreadOver>, ...counts: number[]) {
  const cluster = new Cluster();
  const nodes = counts.map((_, index) => cluster.addNode(cpuTemplate("p", `z${index}`)));
  for (let round = 0; round < Math.max(...counts); round++)
    for (const [index, node] of nodes.entries())
      if (round < counts[index]!) cluster.bind(cluster.addPod(template, 0), node, 0);
  return { cluster, nodes, keeps: () => nodes.map((node) => isAllowed(cluster, template, node)) };
}

// kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints: a domain may have at most maxSkew more than the one with the fewest.
test.each<[maxSkew: number, counts: number[], keeps: boolean[]]>([
  [1, [0, 0], [true, true]],
  [1, [2, 1], [false, true]],
  [1, [3, 2, 2], [false, true, true]],
  [1, [1, 2, 3], [true, false, false]],
  [2, [3, 2, 2], [true, true, true]],
  [2, [4, 2, 2], [false, true, true]],
])("with a skew of %d over zones with %j pods, one more may go to: %j", (maxSkew, counts, keeps) => {
  expect(withPods(spreadOver({ topologyKey: zone, maxSkew }), ...counts).keeps()).toEqual(keeps);
});

test("the nodes of a zone count together", () => {
  const template = spreadOver({ topologyKey: zone });
  const { cluster, nodes } = withPods(template, 1, 0);
  const sibling = cluster.addNode(cpuTemplate("p", "z0"));
  expect([sibling, nodes[1]!].map((node) => isAllowed(cluster, template, node))).toEqual([false, true]);
});

test("over host names each node is its own", () => {
  const template = spreadOver({ topologyKey: "kubernetes.io/hostname" });
  const { cluster, nodes } = withPods(template, 1, 0);
  const sibling = cluster.addNode(cpuTemplate("p", "z0"));
  expect([nodes[0]!, nodes[1]!, sibling].map((node) => isAllowed(cluster, template, node))).toEqual([
    false,
    true,
    true,
  ]);
});

test("what is required over one label and only preferred over another is both counted", () => {
  const template = spreadOver({ topologyKey: "rack", whenUnsatisfiable: "ScheduleAnyway" }, { topologyKey: zone });
  expect(withPods(template, 2, 1).keeps()).toEqual([false, true]);
});

test("a node without the label is of no domain: nothing goes there, and its pods count nowhere", () => {
  const template = spreadOver({ topologyKey: "rack" });
  const cluster = new Cluster();
  const { labels, ...bare } = cpuTemplate();
  const plain = cluster.addNode({ ...bare, labels });
  cluster.bind(cluster.addPod(template, 0), plain, 0);
  const racked = ["r1", "r2"].map((rack) => cluster.addNode({ ...bare, labels: { ...labels, rack } }));
  const keeps = () => [plain, ...racked].map((node) => isAllowed(cluster, template, node));
  expect(keeps()).toEqual([false, true, true]);
  cluster.bind(cluster.addPod(template, 0), racked[0]!, 0);
  expect(keeps()).toEqual([false, false, true]);
});
