import { notYetKnown, registerObjects } from "../../../tests/support/kubernetes-objects";
import { Autoscaler } from "../autoscaling/autoscaler";
import { modelDemandPolicy } from "./demand";

const scaledObject = "kubernetes:keda.sh/v1alpha1:ScaledObject";
const demand = { prometheusUrl: "http://prometheus.monitoring.svc:9090", appNamespace: "production" };
const register = (args = {}, preview = false) =>
  registerObjects(
    [scaledObject],
    () =>
      new Autoscaler("vllm", {
        namespace: "models",
        target: { kind: "Deployment", name: "vllm" },
        minReplicas: 0,
        maxReplicas: 3,
        policy: modelDemandPolicy({ ...demand, ...args }),
      }),
    { preview },
  );

test("vLLM is scaled on what was asked of it by the apps: 16 in progress for each replica, awake from the first", async () => {
  expect.assertions(1);
  expect((await register()).object(scaledObject).spec.triggers).toEqual([
    {
      name: "requests-asked",
      type: "prometheus",
      metricType: "AverageValue",
      metadata: {
        serverAddress: "http://prometheus.monitoring.svc:9090",
        query: 'sum(ai_vllm_requests_asked{namespace="production"})',
        threshold: "16",
        activationThreshold: "0",
        ignoreNullValues: "false",
      },
    },
  ]);
});

test("it doubles every 15 s, waits 300 s before it shrinks, and gets 20 minutes to load for the first time", async () => {
  expect.assertions(2);
  const { spec } = (await register()).object(scaledObject);
  expect(spec.advanced.horizontalPodAutoscalerConfig.behavior).toMatchObject({
    scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] },
    scaleDown: { stabilizationWindowSeconds: 300 },
  });
  expect(spec).toMatchObject({
    minReplicaCount: 0,
    maxReplicaCount: 3,
    initialCooldownPeriod: 1200,
    fallback: { replicas: 1, behavior: "currentReplicasIfHigher" },
  });
});

test("a window can bring GPUs up before they are asked for", async () => {
  expect.assertions(1);
  const preWarm = [{ timeZone: "Asia/Seoul", start: "09:45", end: "12:00", replicas: 3 }];
  expect((await register({ preWarm })).object(scaledObject).spec.triggers[1]).toMatchObject({
    type: "cron",
    metadata: { start: "45 9 * * *", desiredReplicas: "3" },
  });
});

test("a preview that does not know the apps' namespace yet registers the rest", async () => {
  expect.assertions(1);
  const { object } = await register({ appNamespace: notYetKnown() }, true);
  expect(object(scaledObject).spec).toMatchObject({ maxReplicaCount: 3 });
});

test("metrics without their server are refused", async () => {
  expect.assertions(1);
  await expect(register({ prometheusUrl: undefined })).rejects.toThrow("policy.triggers[0].serverAddress: missing");
});
