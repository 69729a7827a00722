import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { settled } from "../../tests/support/recorded-mocks";
import { AgentWorker, type AgentWorkerArgs } from "./agent-worker";
import { AiService } from "./ai-service";
import { livenessBudgetSeconds } from "./probe-budgets";

const deployment = "kubernetes:apps/v1:Deployment";
const configMap = "kubernetes:core/v1:ConfigMap";
const account = "kubernetes:core/v1:ServiceAccount";
const budget = "kubernetes:policy/v1:PodDisruptionBudget";
const service = "kubernetes:core/v1:Service";
const all = [deployment, configMap, account, budget];

const args: AgentWorkerArgs = {
  namespace: "production",
  image: "registry.azurecr.io/ai-service:0.1.0",
  identityClientId: "11111111-2222-3333-4444-555555555555",
  redisHost: "redis.production.svc",
};
const register = (changed: Partial<AgentWorkerArgs> = {}, preview = false) =>
  registerObjects(all, () => new AgentWorker("agent-worker", { ...args, ...changed }), { preview });

/** Pod template, pod and container of a fresh registration. */
async function podOf(changed: Partial<AgentWorkerArgs> = {}) {
  const { template } = (await register(changed)).object(deployment).spec;
  return { template, pod: template.spec, container: template.spec.containers[0] };
}

test("every object has an explicit name and namespace, and there is no Service: the worker pulls", async () => {
  expect.assertions(6);
  const { component, object, types } = await register();
  expect(types).toEqual([...all].sort());
  for (const type of all)
    expect(object(type).metadata).toMatchObject({ name: "agent-worker", namespace: "production" });
  await expect(settled(component.deploymentName)).resolves.toMatchObject({ value: "agent-worker" });
});

describe("the pod", () => {
  test("runs the worker of the app's own image, on the CPU pool (A1)", async () => {
    expect.assertions(3);
    const { pod, container } = await podOf();
    expect(container).toMatchObject({ image: args.image, args: ["dist/worker-main.js"] });
    expect(container).not.toHaveProperty("command");
    expect(pod.nodeSelector).toEqual({ "breakwater.dev/pool": "cpu" });
  });

  test("D2: is asked by the worker profile, which lets it block for longer than its longest call", async () => {
    expect.assertions(4);
    const { template, container } = await podOf();
    expect(container.livenessProbe).toEqual({
      httpGet: { path: "/health/live", port: 8000 },
      initialDelaySeconds: 60,
      periodSeconds: 30,
      timeoutSeconds: 30,
      failureThreshold: 3,
      terminationGracePeriodSeconds: 10,
    });
    expect(container.readinessProbe).toEqual({
      httpGet: { path: "/health/ready", port: 8000 },
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    });
    expect(template.metadata.annotations["breakwater.dev/longest-block-seconds"]).toBe("60");
    expect(livenessBudgetSeconds(container.livenessProbe)).toBeGreaterThan(60);
  });

  test("is never unready for being busy, which would stall its own rollout", async () => {
    expect.assertions(1);
    expect((await register()).object(configMap).data).not.toHaveProperty("BUSY_IS_UNREADY");
  });

  test("is scraped on the metrics' own port", async () => {
    expect.assertions(2);
    const { template, container } = await podOf();
    expect(container.ports).toEqual([
      { name: "health", containerPort: 8000 },
      { name: "metrics", containerPort: 9464 },
    ]);
    expect(template.metadata.annotations).toMatchObject({
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "9464",
    });
  });

  test("has time for the drain and the exit, and tells nobody before: no Service sends to it", async () => {
    expect.assertions(3);
    const { template, pod, container } = await podOf({ drainSeconds: 90 });
    expect(template.metadata.annotations["breakwater.dev/drain-seconds"]).toBe("90");
    expect(pod.terminationGracePeriodSeconds).toBe(95);
    expect(container).not.toHaveProperty("lifecycle");
  });

  test("meets the restricted Pod Security level and spreads over zones and nodes", async () => {
    expect.assertions(4);
    const { pod, container } = await podOf();
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } });
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.topologySpreadConstraints).toHaveLength(2);
  });

  test("B1, B2: acts as its own identity and reads the gateway's key from the mounted Secret", async () => {
    expect.assertions(4);
    const { object } = await register();
    const { template } = object(deployment).spec;
    expect(object(account).metadata.annotations).toEqual({
      "azure.workload.identity/client-id": args.identityClientId,
    });
    expect(template.metadata.labels["azure.workload.identity/use"]).toBe("true");
    expect(template.spec.containers[0].volumeMounts).toContainEqual({
      name: "secrets",
      mountPath: "/etc/breakwater/secrets",
      readOnly: true,
    });
    expect(object(configMap).data.HOLYSHEEP_API_KEY_FILE).toBe("/etc/breakwater/secrets/holysheep-api-key");
  });

  test("goes first or yields by its class, where it has one", async () => {
    expect.assertions(2);
    expect((await podOf({ priorityClassName: "breakwater-worker" })).pod.priorityClassName).toBe("breakwater-worker");
    expect((await podOf()).pod).not.toHaveProperty("priorityClassName");
  });
});

test("the Deployment leaves the count to its autoscaler and rolls without a gap", async () => {
  expect.assertions(2);
  const { spec } = (await register()).object(deployment);
  expect(spec).not.toHaveProperty("replicas");
  expect(spec.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } });
});

describe("the queue", () => {
  test("E3: is the list in Redis, which is the app's own default", async () => {
    expect.assertions(2);
    const { data } = (await register()).object(configMap);
    expect(data).not.toHaveProperty("TASK_QUEUE");
    expect(data).toMatchObject({ REDIS_HOST: "redis.production.svc", WORKER_CONCURRENCY: "1" });
  });

  test("E4: is Service Bus where there is one", async () => {
    expect.assertions(1);
    const taskQueue = { host: "sbns-prod.servicebus.windows.net", queueName: "ai-task-queue" };
    expect((await register({ taskQueue })).object(configMap).data).toMatchObject({
      TASK_QUEUE: "servicebus",
      SERVICEBUS_NAMESPACE: "sbns-prod.servicebus.windows.net",
      SERVICEBUS_QUEUE: "ai-task-queue",
    });
  });
});

test("a node can always be drained: the budget lets one pod go at a time", async () => {
  expect.assertions(1);
  expect((await register()).object(budget).spec).toMatchObject({ maxUnavailable: 1 });
});

test("a preview that knows neither image, identity nor queue still shows the rest", async () => {
  expect.assertions(1);
  const taskQueue = { host: notYetKnown<string>(), queueName: notYetKnown<string>() };
  const { object } = await register({ image: notYetKnown(), identityClientId: notYetKnown(), taskQueue }, true);
  expect(object(deployment).spec.template.spec.terminationGracePeriodSeconds).toBe(270);
});

test("two Deployments of one name in a namespace are refused, of whatever components", async () => {
  expect.assertions(1);
  const both = registerObjects([...all, service], () => [
    new AiService("agent-worker", args),
    new AgentWorker("agent-worker", args),
  ]);
  await expect(both).rejects.toThrow(
    'name: "agent-worker" must be no Deployment\'s of production; one of AiService has it',
  );
});

test.each<[string, Record<string, unknown>, string]>([
  ["an image that moves", { image: "ai-service:latest" }, 'image: "ai-service:latest" must be an image with a tag'],
  ["no Redis, in which the answers stand", { redisHost: undefined }, "redisHost: missing; must be a text"],
  ["a queue without its host", { taskQueue: { queueName: "q" } }, "taskQueue.host: missing; must be a text"],
  ["a worker with no hands", { concurrency: 0 }, "concurrency: 0 must be an integer from 1"],
  ["no time to drain", { drainSeconds: 0 }, "drainSeconds: 0 must be an integer from 1"],
])("refuses %s", async (_case, change, message) => {
  expect.assertions(1);
  await expect(register(change as Partial<AgentWorkerArgs>)).rejects.toThrow(message);
});
