import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { connectRedis } from "../../twin/addons/load/redis-connection";
import { ApiServer } from "../../twin/controlplane";
import type { KubernetesObject } from "../../twin/controlplane";
import { KedaController, readScaledObject } from "../../twin/surge/control";
import type { ExternalTrigger } from "../../twin/surge/control";
import type { Recording, Sync, WorkloadRecording } from "./recording";
import { readPod, readRequests, readScaledObjectSpec, readSync, readUsage } from "./objects";
import { serverOf, stack, type BenchTwin } from "./twin";
import { watch } from "./watch";

/** Milliseconds between two looks at what triggers measure, and at pods. */
const looks = { values: 250, state: 1000 } as const;

/** One workload while it is watched. */
interface Watched {
  recording: WorkloadRecording;
  namespace: string;
  name: string;
  triggers: readonly ExternalTrigger[];
  /** Status of its HPA, as text, to tell a sync from a change of the spec. */
  status: string;
  /** Replicas that were last seen, and when KEDA last said that it is active. */
  replicas?: number;
  lastActive?: string;
}

/** Writes down what the real controllers and the workloads of a twin do. */
export class Recorder {
  readonly epoch = Date.now() / 1000;
  private readonly api: ApiServer;
  private watched = new Map<string, Watched>();

  constructor(private readonly twin: BenchTwin) {
    this.api = new ApiServer(twin.cluster);
  }

  /** Seconds since the recording's start. */
  readonly clock = (): number => Date.now() / 1000 - this.epoch;

  /** Watches every ScaledObject until the signal fires. */
  async record(signal: AbortSignal): Promise<void> {
    for (const object of await this.api.list("keda.sh/v1alpha1", "ScaledObject")) await this.add(object);
    const redis = await connectRedis(serverOf(this.twin.folder, "redis"));
    try {
      await Promise.all([
        watch(
          this.twin.cluster,
          "/apis/autoscaling/v2/horizontalpodautoscalers",
          ({ type, object }) => {
            if (type === "ADDED" || type === "MODIFIED") this.seeHpa(object);
          },
          signal,
        ),
        watch(
          this.twin.cluster,
          "/apis/apps/v1/deployments",
          ({ type, object }) => {
            if (type === "ADDED" || type === "MODIFIED") this.seeDeployment(object);
          },
          signal,
        ),
        watch(
          this.twin.cluster,
          "/apis/keda.sh/v1alpha1/scaledobjects",
          ({ type, object }) => {
            if (type === "MODIFIED") this.seeScaledObject(object);
          },
          signal,
        ),
        every(looks.values, () => this.lookAtValues(redis), signal),
        every(looks.state, () => this.lookAtState(), signal),
      ]);
    } finally {
      redis.disconnect();
      this.api.close();
    }
  }

  /** What has been seen. */
  recording(): Recording {
    const workloads = [...this.watched.values()].map(({ recording }) => recording);
    const { kubernetesVersion: kubernetes } = this.twin.cluster;
    return { stack, epoch: this.epoch, seconds: this.clock(), kubernetes, workloads };
  }

  private async add(object: KubernetesObject): Promise<void> {
    const { namespace = "", name } = object.metadata;
    const spec = readScaledObjectSpec(object);
    const id = `${namespace}/${name}`;
    const { triggers } = new KedaController(readScaledObject(spec, id), { epoch: this.epoch });
    const deployment = await this.api.get({ apiVersion: "apps/v1", kind: "Deployment", namespace, name });
    if (deployment === undefined) throw new Error(`there is no Deployment ${id}`);
    const recording = {
      id,
      spec,
      requests: readRequests(deployment),
      samples: [],
      values: [],
      syncs: [],
      polls: [],
      steps: [],
    };
    this.watched.set(id, { recording, namespace, name, triggers, status: "" });
  }

  private seeDeployment({ metadata, spec }: KubernetesObject): void {
    const watched = this.watched.get(`${metadata.namespace}/${metadata.name}`);
    const { replicas } = spec as { replicas: number };
    if (watched === undefined || watched.replicas === replicas) return;
    if (watched.replicas !== undefined)
      watched.recording.steps.push({ t: this.clock(), from: watched.replicas, to: replicas });
    watched.replicas = replicas;
  }

  /** KEDA writes the time of each poll at which a trigger is active. */
  private seeScaledObject({ metadata, status }: KubernetesObject): void {
    const watched = this.watched.get(`${metadata.namespace}/${metadata.name}`);
    const { lastActiveTime } = (status ?? {}) as { lastActiveTime?: string };
    if (watched === undefined || lastActiveTime === watched.lastActive) return;
    watched.lastActive = lastActiveTime;
    watched.recording.polls.push(this.clock());
  }

  private seeHpa(hpa: KubernetesObject): void {
    const name = hpa.metadata.name.replace(/^keda-hpa-/, "");
    const watched = this.watched.get(`${hpa.metadata.namespace}/${name}`);
    const status = JSON.stringify(hpa["status"] ?? {});
    if (watched === undefined || status === watched.status) return;
    // What is there at the start is of an earlier sync.
    const isFirst = watched.status === "";
    watched.status = status;
    const sync: Sync | undefined = isFirst ? undefined : readSync(hpa, this.clock());
    if (sync) watched.recording.syncs.push(sync);
  }

  private async lookAtValues(redis: Redis): Promise<void> {
    for (const { recording, triggers } of this.watched.values()) {
      const measured = triggers
        .filter(({ window }) => window === undefined)
        .map(async (trigger) => [trigger.metricName, await this.valueOf(trigger, redis)] as const);
      recording.values.push({ t: this.clock(), values: Object.fromEntries(await Promise.all(measured)) });
    }
  }

  private async valueOf({ type, metadata }: ExternalTrigger, redis: Redis): Promise<number | undefined> {
    if (type === "redis") return redis.llen(metadata["listName"]!);
    if (type !== "prometheus") throw new Error(`the bench does not know how to measure ${type}`);
    const { address, port } = serverOf(this.twin.folder, "prometheus");
    const query = encodeURIComponent(metadata["query"]!);
    const response = await fetch(`http://${address}:${port}/api/v1/query?query=${query}`);
    const { data } = (await response.json()) as { data?: { result: { value: [number, string] }[] } };
    const value = data?.result[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  }

  private async lookAtState(): Promise<void> {
    for (const { recording, namespace, name } of this.watched.values()) {
      const labelSelector = `app.kubernetes.io/name=${name}`;
      const [deployment, pods, metrics] = await Promise.all([
        this.api.get({ apiVersion: "apps/v1", kind: "Deployment", namespace, name }),
        this.api.list("v1", "Pod", namespace, { labelSelector }),
        this.api.list("metrics.k8s.io/v1beta1", "PodMetrics", namespace, { labelSelector }).catch(() => []),
      ]);
      const { replicas: statusReplicas = 0 } = (deployment?.["status"] ?? {}) as { replicas?: number };
      const usage = readUsage(metrics, this.epoch);
      const seen = pods.map((pod) => readPod(pod, this.epoch));
      recording.samples.push({ t: this.clock(), statusReplicas, pods: seen, ...(usage && { usage }) });
    }
  }
}

/** Does something again and again, and never twice at once. */
async function every(milliseconds: number, look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const started = Date.now();
    await look();
    const rest = Math.max(milliseconds - (Date.now() - started), 0);
    await sleep(rest, undefined, { signal }).catch(() => undefined);
  }
}
