import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { HealthThreadData, HealthThreadMessage } from "./health-thread";
import { SharedHealthState } from "./shared-state";
import type { HealthLimits } from "./verdict";

/**
 * Time between two beats of the main thread, milliseconds: short against every budget, and four wake-ups a second cost
 * nothing.
 */
const beatEveryMs = 250;

/** Where the health thread listens and how it judges. */
export interface HealthServerOptions extends HealthLimits {
  /** Address to listen on, e.g. `0.0.0.0`: the kubelet asks from outside the pod. */
  host: string;
  /** Port of `/health/live` and `/health/ready`; 0 takes a free one. */
  port: number;
}

/** Health answers from a thread of their own: a blocked main thread is still seen to be alive. */
export interface HealthServer {
  /** What the main thread reports; every part of the process may write to it. */
  readonly state: SharedHealthState;
  /** Port that the thread listens on. */
  readonly port: number;
  /** Rejects when the thread dies. Without it the kubelet would restart the pod for a reason that stands in no log. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** Starts the health thread and the main thread's beat. Rejects when the port is taken. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const state = new SharedHealthState();
  state.beat();
  const workerData: HealthThreadData = { ...options, memory: state.memory };
  // Beside this file and of its kind: JavaScript in the image, TypeScript under a loader, which the thread inherits.
  const thread = new Worker(join(__dirname, `health-thread${extname(__filename)}`), { workerData });

  const port = await new Promise<number>((resolve, reject) => {
    thread.once("error", reject);
    thread.once("message", (message: HealthThreadMessage) => {
      if ("listening" in message) resolve(message.listening);
      else reject(new Error(`Health server on port ${options.port}: ${message.failed}`));
    });
  }).catch(async (error: unknown) => {
    await thread.terminate();
    throw error;
  });

  let closing = false;
  const failed = new Promise<never>((_, reject) => {
    thread.once("error", reject);
    thread.once("exit", (code) => {
      if (!closing) reject(new Error(`The health thread ended with code ${code}`));
    });
  });
  // Who does not wait for it must not get an unhandled rejection.
  failed.catch(() => undefined);

  const beat = setInterval(() => state.beat(), beatEveryMs);
  // Neither the beat nor the thread keeps a process alive that has nothing left to do.
  beat.unref();
  thread.unref();

  return {
    state,
    port,
    failed,
    close: async () => {
      closing = true;
      clearInterval(beat);
      await thread.terminate();
    },
  };
}
