import type { HpaPod, PodValues } from "../hpa/pods";
import type { MetricsReader } from "../hpa/replicas";
import { valueAt, type Series } from "./series";
import type { Vector, VectorPod } from "./vector";

/** Age of the pods that are there from the start, seconds. */
const aDay = 86_400;
/** Over which time resource metrics are measured, seconds. */
const resourceWindow = 30;
const bytesPerMebibyte = 2 ** 20;

const rounded = (value: number): number => Math.floor(value + 0.5);

/** A pod of the plant. */
interface PlantPod extends HpaPod {
  createdAt: number;
}

/** The small world that a vector's controller was recorded against: pods that take time to start, and load spread over the ready ones. */
export class Plant {
  private readonly all: PlantPod[] = [];
  private now = 0;
  private ready = 0;

  constructor(private readonly vector: Vector) {
    for (let count = 0; count < vector.initialReplicas; count++) {
      this.all.push({ ...newPod(-aDay), ready: true, readyChanged: -aDay });
    }
  }

  get pods(): readonly HpaPod[] {
    return this.all;
  }

  /** The metrics APIs over these pods. */
  readonly metrics: MetricsReader = {
    resource: (name) => this.resource(name),
    pods: (name) => this.podMetric(name),
    external: (name) => this.external(name),
    object: () => undefined,
  };

  get readyReplicas(): number {
    return this.ready;
  }

  /** Goes on to a time; every pod whose start is over by then becomes ready, at its own time. */
  advanceTo(now: number): void {
    this.now = now;
    this.ready = 0;
    for (const pod of this.all) {
      const readyAt = pod.createdAt + this.vector.pod.startupSeconds;
      if (!pod.ready && readyAt <= now) {
        pod.ready = true;
        pod.readyChanged = readyAt;
      }
      if (pod.ready) this.ready++;
    }
  }

  /** Creates pods, or removes those that were created last. */
  scaleTo(replicas: number): void {
    this.all.length = Math.min(this.all.length, replicas);
    while (this.all.length < replicas) this.all.push(newPod(this.now));
  }

  private resource(name: string): (PodValues & { request: number }) | undefined {
    if (this.fails("Resource", name)) return undefined;
    const { pod, load } = this.vector;
    const [ofReady, ofOther, request] = name === "cpu" ? this.cpu(pod, load.cpu!) : this.memory(pod);
    const values = this.all.map(({ createdAt, ready }) => {
      if (this.now - createdAt < pod.metricsDelaySeconds) return NaN;
      return ready ? ofReady : ofOther;
    });
    return { values, timestamp: this.now, window: resourceWindow, request };
  }

  private external(name: string): number | undefined {
    if (this.fails("External", name)) return undefined;
    return rounded(valueAt(this.vector.load.external![name]!, this.now) * 1000);
  }

  private podMetric(name: string): PodValues | undefined {
    if (this.fails("Pods", name)) return undefined;
    const value = rounded((valueAt(this.vector.load.pods![name]!, this.now) / this.ready) * 1000);
    return { values: this.all.map(({ ready }) => (ready ? value : NaN)), timestamp: this.now, window: 0 };
  }

  private cpu(pod: VectorPod, load: Series): [ofReady: number, ofOther: number, request: number] {
    return [
      rounded(Math.min(pod.limitMilli, valueAt(load, this.now) / this.ready)),
      pod.startingMilli,
      pod.requestMilli,
    ];
  }

  private memory({ memory }: VectorPod): [ofReady: number, ofOther: number, request: number] {
    const { requestMi, limitMi, baseMi, perLoadMi } = memory!;
    const load = valueAt((this.vector.load.memory ?? this.vector.load.cpu)!, this.now);
    const milliBytes = (mebibytes: number): number => rounded(mebibytes * bytesPerMebibyte) * 1000;
    const ofReady = Math.min(limitMi, baseMi + (perLoadMi * load) / this.ready);
    return [milliBytes(ofReady), milliBytes(baseMi), milliBytes(requestMi)];
  }

  private fails(type: string, name: string): boolean {
    return (this.vector.unavailable ?? []).some(
      (outage) => outage.type === type && outage.name === name && outage.from <= this.now && this.now < outage.to,
    );
  }
}

const newPod = (createdAt: number): PlantPod => ({
  phase: "Running",
  deleting: false,
  createdAt,
  startTime: createdAt,
  ready: false,
  readyChanged: createdAt,
});
