import { TestTwin } from "./twin";

/** Seconds between KEDA's looks at its triggers. */
export const polling = 5;

/**
 * Seconds that an autoscaler gets to arrive. It looks every 15 s and its rules allow a step in 15 s; a look that comes a moment too
 * early for the next step makes it wait for the look after: 30 s a step.
 */
export const patience = 240;

/** Milliseconds that a test of autoscaling gets. */
export const testTime = 20 * 60_000;

interface ScaledObject {
  status: { conditions: { type: string; status: string }[] };
}

/** A twin of the fixture `queue-worker`: a worker in the namespace `jobs` that KEDA scales. */
export class QueueWorkerTwin extends TestTwin {
  constructor() {
    super("tests/fixtures/queue-worker", "dev");
  }

  /** How many pods the worker is to have. */
  async replicas(): Promise<number> {
    const { spec } = await this.kubectl<{ spec: { replicas: number } }>(
      ...["get", "deployment", "worker", "--namespace", "jobs"],
    );
    return spec.replicas;
  }

  /** What KEDA says of the worker: `True`, `False`, `Unknown`. */
  async condition(type: "Active" | "Fallback"): Promise<string | undefined> {
    const { status } = await this.kubectl<ScaledObject>("get", "scaledobject", "worker", "--namespace", "jobs");
    return status.conditions.find((condition) => condition.type === type)?.status;
  }

  /** `load`, which must work; what it prints. */
  async load(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run("load", ...args);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }
}
