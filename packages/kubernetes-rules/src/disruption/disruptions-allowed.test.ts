import { type ControlledPods, disruptionsAllowed } from "./disruptions-allowed";
import { PodCountError, type PodCount } from "./pod-count";

const replicas = (count: number): ControlledPods => ({ healthy: count, scale: count });
const job: ControlledPods = { healthy: 1, scale: "none" };
const bare: ControlledPods = { healthy: 1 };

test.each<
  [
    shows: string,
    budget: { minAvailable?: PodCount; maxUnavailable?: PodCount },
    pods: ControlledPods[],
    allowed: number,
  ]
>([
  ["one of three", { maxUnavailable: 1 }, [replicas(3)], 1],
  ["one of one", { maxUnavailable: 1 }, [replicas(1)], 1],
  ["none", { maxUnavailable: 0 }, [replicas(3)], 0],
  ["a share is rounded up", { maxUnavailable: "1%" }, [replicas(3)], 1],
  ["more than there are", { maxUnavailable: 5 }, [replicas(3)], 3],
  ["all but one must stay", { minAvailable: 2 }, [replicas(3)], 1],
  ["all must stay", { minAvailable: 3 }, [replicas(3)], 0],
  ["more must stay than there are", { minAvailable: 5 }, [replicas(3)], 0],
  ["a share that must stay is rounded up", { minAvailable: "60%" }, [replicas(3)], 1],
  ["so that it may be all", { minAvailable: "67%" }, [replicas(3)], 0],
  ["of two workloads together", { minAvailable: 4 }, [replicas(3), replicas(3)], 2],
  ["a share of two workloads together", { minAvailable: "50%" }, [replicas(1), replicas(1)], 1],
  ["none where it says nothing", {}, [replicas(3)], 0],
  ["none where it says nothing, of pods that are not counted either", {}, [replicas(3), bare], 0],
  ["no pods", { minAvailable: 0 }, [], 0],
  ["no pods, by another count", { maxUnavailable: 1 }, [], 0],
  ["a Job beside others: the controller fails", { maxUnavailable: 1 }, [replicas(3), job], 0],
  ["a Job beside others, by a share", { minAvailable: "50%" }, [replicas(3), job], 0],
  ["a Job beside others, by a whole number", { minAvailable: 1 }, [replicas(3), job], 3],
  ["a pod without a controller", { maxUnavailable: 1 }, [bare], 0],
  ["a pod without a controller beside others", { maxUnavailable: 1 }, [replicas(3), bare], 2],
  ["pods that are not ready", { minAvailable: 2 }, [{ healthy: 2, scale: 3 }], 0],
])("%s", (_, budget, pods, allowed) => expect(disruptionsAllowed(budget, pods)).toBe(allowed));

test("what Kubernetes refuses is refused", () => {
  expect(() => disruptionsAllowed({ minAvailable: -1 }, [replicas(3)])).toThrow(PodCountError);
  expect(() => disruptionsAllowed({ maxUnavailable: "101%" }, [replicas(3)])).toThrow(PodCountError);
});
