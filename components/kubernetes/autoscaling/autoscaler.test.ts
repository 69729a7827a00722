import { notYetKnown, registerObjects } from "../../../tests/support/kubernetes-objects";
import { settled } from "../../../tests/support/recorded-mocks";
import { Autoscaler, type AutoscalerArgs } from "./autoscaler";

const hpa = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const args: AutoscalerArgs = {
  namespace: "production",
  target: { kind: "Deployment", name: "ai-service" },
  policy: { type: "cpuMemory" },
};
const register = (changed: Partial<AutoscalerArgs> = {}, preview = false) =>
  registerObjects([hpa], () => new Autoscaler("ai-service", { ...args, ...changed }), { preview });

const utilization = (name: string, averageUtilization: number) => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});

test("E1: CPU 70 %, memory 80 %, 2 to 50 replicas, up at once, down by 10 % a minute after 300 s", async () => {
  expect.assertions(2);
  const { object, types } = await register();
  expect(types).toEqual([hpa]);
  expect(object(hpa)).toMatchObject({
    metadata: { name: "ai-service", namespace: "production" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "ai-service" },
      minReplicas: 2,
      maxReplicas: 50,
      metrics: [utilization("cpu", 70), utilization("memory", 80)],
      behavior: {
        scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] },
        scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: "Percent", value: 10, periodSeconds: 60 }] },
      },
    },
  });
});

test("the figures can be changed", async () => {
  expect.assertions(1);
  const { object } = await register({
    minReplicas: 1,
    maxReplicas: 1,
    policy: { type: "cpuMemory", cpuPercent: 50, memoryPercent: 60 },
  });
  expect(object(hpa).spec).toMatchObject({
    minReplicas: 1,
    maxReplicas: 1,
    metrics: [utilization("cpu", 50), utilization("memory", 60)],
  });
});

test("a preview that does not know the namespace yet registers the rest", async () => {
  expect.assertions(2);
  const { component, object } = await register({ namespace: notYetKnown() }, true);
  expect(object(hpa).spec).toMatchObject({ maxReplicas: 50 });
  await expect(settled(component.autoscalerName)).resolves.toMatchObject({ value: "ai-service" });
});

test.each<[string, Record<string, unknown>, string]>([
  [
    "more least than most replicas",
    { minReplicas: 6, maxReplicas: 5 },
    "maxReplicas: 5 must be minReplicas (6) or more",
  ],
  ["no replicas at all, which an HPA cannot wake", { minReplicas: 0 }, "minReplicas: 0 must be an integer from 1"],
  ["half a replica", { maxReplicas: 2.5 }, "maxReplicas: 2.5 must be an integer"],
  [
    "a CPU target above the request",
    { policy: { type: "cpuMemory", cpuPercent: 120 } },
    "policy.cpuPercent: 120 must be",
  ],
  ["a memory target of 0", { policy: { type: "cpuMemory", memoryPercent: 0 } }, "policy.memoryPercent: 0 must be"],
  [
    "a policy that does not exist",
    { policy: { type: "magic" } },
    'policy.type: "magic" must be one of cpuMemory, appMetrics, events',
  ],
  [
    "a target that has no replicas",
    { target: { kind: "DaemonSet", name: "a" } },
    'target.kind: "DaemonSet" must be one of',
  ],
  ["a target without a name", { target: { kind: "Deployment" } }, "target.name: missing; must be a DNS label"],
])("refuses %s", async (_case, change, message) => {
  expect.assertions(1);
  await expect(register(change as Partial<AutoscalerArgs>)).rejects.toThrow(message);
});

describe("one autoscaler owns a workload", () => {
  test("a second one on the same target is refused by the name of the first", async () => {
    expect.assertions(1);
    const two = registerObjects([hpa], () => [new Autoscaler("first", args), new Autoscaler("second", args)]);
    await expect(two).rejects.toThrow(
      'target: "Deployment production/ai-service" must be without an autoscaler; "first" already scales it',
    );
  });

  test("targets of another namespace, kind or name are others", async () => {
    expect.assertions(1);
    const { types } = await registerObjects([hpa], () => [
      new Autoscaler("a", args),
      new Autoscaler("b", { ...args, namespace: "development" }),
      new Autoscaler("c", { ...args, target: { kind: "StatefulSet", name: "ai-service" } }),
      new Autoscaler("d", { ...args, target: { kind: "Deployment", name: "agent-worker" } }),
    ]);
    expect(types).toHaveLength(4);
  });

  test("a program run knows nothing of the run before it", async () => {
    expect.assertions(2);
    await expect(register()).resolves.toBeDefined();
    await expect(register()).resolves.toBeDefined();
  });
});
