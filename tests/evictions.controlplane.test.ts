import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject } from "../twin/controlplane";
import { BareCluster } from "./support/bare-cluster";
import { eventually } from "./support/eventually";
import {
  budgetCases,
  type BudgetCase,
  budgetObject,
  type ControllerCase,
  objectsFor,
  podCases,
} from "./support/eviction-cases";
import { buildTimeout } from "./support/twin";

/** What comes of budgets over pods. */
interface Answer {
  /** The API server does not take the budgets. */
  refused?: true;
  /** Of each budget: how many pods may go now, and whether the disruption controller has no count to go by. */
  allowed?: number[];
  failed?: boolean;
  /** Whether the eviction API lets a pod of each kind go. */
  evicts?: { ready?: string; unready?: string };
}

interface Vector {
  pods: ControllerCase[];
  budgets: BudgetCase[];
  answer: Answer;
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
}

type Pod = KubernetesObject & { status: { phase?: string; conditions?: Condition[] } };
type Budget = KubernetesObject & {
  metadata: { generation: number };
  status?: {
    observedGeneration?: number;
    currentHealthy?: number;
    expectedPods?: number;
    disruptionsAllowed?: number;
    conditions?: Condition[];
  };
};

const file = join(__dirname, "../packages/kubernetes-rules/testing/evictions.jsonl");

/** Milliseconds. */
const testTime = 30 * 60_000;
/** Seconds that a controller may take on a busy machine. */
const patience = 120;

/** The disruption controller and the eviction API are real; only that pods run and are ready is said by hand, for there are no nodes. */
describe("real evictions", () => {
  const cluster = new BareCluster();
  beforeAll(() => cluster.start(), buildTimeout);
  afterAll(() => cluster.remove());

  test(
    "go as recorded",
    async () => {
      const answers = await Promise.all(
        Object.entries(podCases).map(async ([namespace, controllers]) => {
          await cluster.namespace(namespace);
          const pods = await makePods(cluster, namespace, controllers);
          const vectors: Vector[] = [];
          for (const budgets of budgetCases)
            vectors.push({ pods: controllers, budgets, answer: await answerOf(cluster, namespace, pods, budgets) });
          return vectors;
        }),
      );
      const lines = answers.flat().map((vector) => `${JSON.stringify(vector)}\n`);
      if (process.env.UPDATE_VECTORS === "1") writeFileSync(file, lines.join(""));
      expect(lines).toEqual(readFileSync(file, "utf8").match(/.+\n/g));
    },
    testTime,
  );
});

/** Makes the pods of a case and says of them that they run, and of some that they are ready. */
async function makePods({ api }: BareCluster, namespace: string, controllers: ControllerCase[]): Promise<Pod[]> {
  for (const [place, controller] of controllers.entries()) {
    for (const object of objectsFor(controller, namespace, place)) await api.create(object);
    if (controller.kind === "DaemonSet") await makePodsOfDaemonSet(api, namespace, controller, place);
  }
  const total = controllers.reduce((sum, { replicas }) => sum + replicas, 0);
  const made = await eventually(
    () => api.list("v1", "Pod", namespace),
    (pods) => pods.length === total,
    patience,
  );
  for (const [place, { ready }] of controllers.entries()) {
    const own = made.filter(({ metadata }) => metadata.labels?.controller === `c${place}`);
    for (const [index, { metadata }] of own.entries()) {
      const conditions = [{ type: "Ready", status: index < ready ? "True" : "False" }];
      const reference = { apiVersion: "v1", kind: "Pod", namespace, name: metadata.name };
      await api.merge(reference, { status: { phase: "Running", conditions } }, "status");
    }
  }
  return (await api.list("v1", "Pod", namespace)) as Pod[];
}

/** Pods that say that they are of a DaemonSet, which has made none because there is no node. */
async function makePodsOfDaemonSet(
  api: BareCluster["api"],
  namespace: string,
  { replicas }: ControllerCase,
  place: number,
): Promise<void> {
  const name = `c${place}`;
  const owner = await api.get({ apiVersion: "apps/v1", kind: "DaemonSet", namespace, name });
  const reference = { apiVersion: "apps/v1", kind: "DaemonSet", name, uid: owner?.metadata.uid, controller: true };
  for (const pod of objectsFor({ replicas, ready: 0 }, namespace, place))
    await api.create({ ...pod, metadata: { ...pod.metadata, ownerReferences: [reference] } });
}

const isReady = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true;

/** Gives the pods of a namespace these budgets in place of those that they had, and asks for an eviction. */
async function answerOf(cluster: BareCluster, namespace: string, pods: Pod[], budgets: BudgetCase[]): Promise<Answer> {
  const { api } = cluster;
  const target = `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`;
  const [names, refusals] = [budgets.map((_, index) => `b${index}`), [] as unknown[]];
  for (const [index, budget] of budgets.entries()) {
    const refusal = await cluster.refusal("POST", target, budgetObject(budget, namespace, names[index]!));
    if (refusal !== undefined) refusals.push(refusal);
  }
  try {
    if (refusals.length > 0) return { refused: true };
    const seen = await Promise.all(names.map((name) => judgedBudget(api, namespace, name)));
    const failed = seen.some(hasFailed);
    return {
      ...(seen.length > 0 && { allowed: seen.map(({ status }) => status?.disruptionsAllowed ?? 0) }),
      ...(failed && { failed }),
      evicts: {
        ...(await evictionOf(cluster, pods.find(isReady), "ready")),
        ...(await evictionOf(
          cluster,
          pods.find((pod) => !isReady(pod)),
          "unready",
        )),
      },
    };
  } finally {
    for (const name of names)
      await api.delete({ apiVersion: "policy/v1", kind: "PodDisruptionBudget", namespace, name });
    await eventually(
      () => api.list("policy/v1", "PodDisruptionBudget", namespace),
      (left) => left.length === 0,
      patience,
    );
  }
}

const hasFailed = ({ status }: Budget): boolean =>
  status?.conditions?.some(({ reason }) => reason === "SyncFailed") === true;

/** A budget that the disruption controller has looked at. */
const judgedBudget = (api: BareCluster["api"], namespace: string, name: string): Promise<Budget> =>
  eventually(
    async () => (await api.get({ apiVersion: "policy/v1", kind: "PodDisruptionBudget", namespace, name })) as Budget,
    (budget) => budget.status?.observedGeneration === budget.metadata.generation || hasFailed(budget),
    patience,
  );

/** What the eviction API says of a pod, without its going: `yes`, or which of its reasons it has. */
async function evictionOf(
  cluster: BareCluster,
  pod: Pod | undefined,
  kind: "ready" | "unready",
): Promise<Record<string, string>> {
  if (pod === undefined) return {};
  const { namespace = "", name } = pod.metadata;
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { namespace, name } };
  const refusal = await cluster.refusal("POST", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
    ...eviction,
    deleteOptions: { dryRun: ["All"] },
  });
  if (refusal === undefined) return { [kind]: "yes" };
  if (refusal.message.includes("more than one PodDisruptionBudget")) return { [kind]: "more than one budget" };
  if (refusal.status === 429) return { [kind]: "budget" };
  throw refusal;
}
