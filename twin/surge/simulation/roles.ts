import type { Serving } from "../serving";

/** What a pod does once it is ready, and when it has nothing left to do. Pods are known by the number that `start` gives. */
export interface Role {
  start(): number;
  /** No new questions; it finishes those that it has. */
  drain(id: number): void;
  isIdle(id: number): boolean;
  /** At once, with all that it still has. */
  kill(id: number): void;
  /** CPU time used so far, seconds. */
  cpuSeconds(id: number): number;
}

/** A pod of the app. */
export const appRole = (serving: Serving): Role => ({
  start: () => serving.addPod(),
  drain: (id) => serving.unreadyPod(id),
  isIdle: (id) => serving.questionsIn(id) === 0,
  kill: (id) => serving.killPod(id),
  cpuSeconds: (id) => serving.cpuSeconds(id),
});

/** A vLLM replica: its questions are on the GPU, one core drives it. */
export const vllmRole = (serving: Serving, now: () => number): Role => {
  const since: number[] = [];
  return {
    start: () => {
      const id = serving.vllm.add();
      since[id] = now();
      return id;
    },
    drain: (id) => serving.vllm.drain(id),
    isIdle: (id) => serving.vllm.questionsIn(id) === 0,
    kill: (id) => serving.killReplica(id),
    // The engine's loop keeps a core busy as long as it stands.
    cpuSeconds: (id) => now() - since[id]!,
  };
};

/** A pod that takes no part in the traffic. */
export const bystanderRole: Role = {
  start: () => 0,
  drain: () => undefined,
  isIdle: () => true,
  kill: () => undefined,
  cpuSeconds: () => 0,
};
