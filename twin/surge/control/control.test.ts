import {
  Cluster,
  ClusterAutoscaler,
  NodeGroup,
  readProfile,
  Scheduler,
  type Instance,
  type Pod,
} from "@breakwater/cluster-autoscaler";
import { Random } from "../events";
import { HpaController, KedaController, readScaledObject, syncPeriod, type HpaPod, type KedaInput } from ".";
import { cpuPool, templatesOf, workload } from "./testing/samples";

/** What an hour of a queue's length comes to, every 5 s. */
interface Moment {
  replicas: number;
  ready: number;
  pending: number;
  nodes: number;
}

const step = 5;
const startUp = 20;
const bounds = { minReplicaCount: 0, maxReplicaCount: 40 };
const app = workload("app", { cpu: "1", memory: "1Gi" });
const pause = workload("warm-buffer", { cpu: "1", memory: "1Gi" }, { priority: -1 });

/** The parts of the control together: a queue, KEDA and its HPA, pods that start in 20 s, nodes that take 2 to 4 minutes. */
function anHour(queueAt: (now: number) => number, seed: number): Moment[] {
  const random = new Random(seed);
  const cluster = new Cluster();
  const scheduler = new Scheduler(cluster);
  const group = new NodeGroup({ name: "cpu1", templates: templatesOf(cpuPool), min: 1, max: 5 });
  group.nodes.add(cluster.addNode(group.nextTemplate()));
  const autoscaler = new ClusterAutoscaler({
    groups: [group],
    profile: readProfile({ scanInterval: "20s" }).profile,
    provisionSeconds: () => 120 + 120 * random.uniform(),
    random: () => random.uniform(),
  });
  const spec = {
    scaleTargetRef: { name: "app" },
    ...bounds,
    pollingInterval: 15,
    triggers: [{ type: "redis", metadata: { listName: "jobs", listLength: "50" } }],
  };
  const keda = new KedaController(readScaledObject(spec, "app"), { epoch: 0 });
  const hpa = new HpaController(keda.hpa);
  const coming: Instance[] = [];
  const moments: Moment[] = [];
  const scale = (template: typeof app, replicas: number, now: number): void => {
    const pods = [...cluster.podsOf(template)];
    for (const pod of pods.slice(replicas)) cluster.removePod(pod);
    for (let count = pods.length; count < replicas; count++) cluster.addPod(template, now);
  };

  for (let now = 0; now <= 3600; now += step) {
    for (const instance of coming)
      if (instance.readyAt <= now && group.arrived(instance)) group.nodes.add(cluster.addNode(group.nextTemplate()));
    const pods = [...cluster.podsOf(app)];
    for (const pod of pods) pod.ready = pod.boundAt !== undefined && now >= pod.boundAt + startUp;
    let replicas = pods.length;
    const readyReplicas = pods.filter(({ ready }) => ready).length;
    const asked = (): KedaInput => ({ now, currentReplicas: replicas, readyReplicas, read: () => queueAt(now) });
    if (now % keda.pollingInterval === 0) replicas = keda.poll(asked()).replicas ?? replicas;
    if (now % syncPeriod === 0) {
      const metrics = { resource: () => undefined, pods: () => undefined, object: () => undefined };
      const external = (name: string): number | undefined => keda.external(name, asked());
      const input = { now, currentReplicas: replicas, pods: pods.map(seenByHpa), metrics: { ...metrics, external } };
      replicas = hpa.sync(input).desiredReplicas;
    }
    scale(app, replicas, now);
    scale(pause, 4, now);
    for (const victim of scheduler.schedule(now).preempted) cluster.removePod(victim);
    scheduler.schedule(now);
    if (now % 20 === 0) {
      const { requested, draining } = autoscaler.scan(now, cluster);
      coming.push(...requested);
      for (const node of draining) {
        group.nodes.delete(node);
        cluster.removeNode(node);
        autoscaler.removed(node);
      }
    }
    const pending = [...cluster.pending].filter(({ template }) => template === app).length;
    moments.push({ replicas, ready: readyReplicas, pending, nodes: cluster.nodes.length });
  }
  return moments;
}

const seenByHpa = ({ node, boundAt, ready, deleting }: Pod): HpaPod => ({
  phase: node ? "Running" : "Pending",
  deleting,
  ready,
  ...(boundAt !== undefined && { startTime: boundAt, readyChanged: ready ? boundAt + startUp : boundAt }),
});

/** A queue that fills to 1,500 jobs for half an hour. */
const surge = (now: number): number => (now >= 600 && now < 2400 ? 1500 : 0);
const at = (moments: readonly Moment[], seconds: number): Moment => moments[seconds / step]!;

test("a surge wakes the workload, takes the warm places at once, waits for nodes, and leaves nothing behind", () => {
  const moments = anHour(surge, 1);
  expect(at(moments, 595)).toMatchObject({ replicas: 0, nodes: 1 });
  // One pod by KEDA, then by the HPA: four, eight, … and seven of them where the pause pods were.
  expect(at(moments, 660)).toMatchObject({ ready: 7, nodes: 1 });
  expect(at(moments, 1200)).toEqual({ replicas: 30, ready: 30, pending: 0, nodes: 5 });
  // Cooled down after 300 s; the nodes ten minutes after that.
  expect(at(moments, 2800)).toMatchObject({ replicas: 0 });
  expect(at(moments, 3600)).toEqual({ replicas: 0, ready: 0, pending: 0, nodes: 1 });
});

test("nobody leaves the bounds", () => {
  const moments = anHour((now) => 5000 * Math.abs(Math.sin(now / 500)), 2);
  expect(Math.max(...moments.map(({ replicas }) => replicas))).toBe(bounds.maxReplicaCount);
  expect(Math.max(...moments.map(({ nodes }) => nodes))).toBe(cpuPool.bounds!.max);
  expect(Math.min(...moments.map(({ nodes }) => nodes))).toBe(cpuPool.bounds!.min);
});

test("the same seed gives the same hour, another one other times of nodes", () => {
  expect(anHour(surge, 3)).toEqual(anHour(surge, 3));
  expect(anHour(surge, 4)).not.toEqual(anHour(surge, 3));
});
