import type { Properties } from "@breakwater/plan-views";
import { hpa, inProd, rollout, scaledObject, service } from "../../testing/autoscalers";
import { type Case, judgesAs } from "../../testing/judged";
import { deployment, gpuDeployment, resource } from "../../testing/resources";
import { autoscalingBoundsValid } from "./autoscaling-bounds-valid";
import { autoscalingNotPaused } from "./autoscaling-not-paused";
import { autoscalingTwoInProduction } from "./autoscaling-two-in-production";

const cron = (desiredReplicas: string, metadata: Properties = {}) => ({
  type: "cron",
  metadata: { timezone: "Asia/Seoul", start: "0 22 * * *", end: "0 2 * * *", desiredReplicas, ...metadata },
});
const onCpu = [{ type: "cpu", metricType: "Utilization", metadata: { value: "60" } }];
const ofScaledObject = (shows: string, spec: Properties, ...findings: string[]): Case => [
  shows,
  [scaledObject(spec)],
  findings,
];

judgesAs(autoscalingBoundsValid, [
  ["an HPA", [hpa()], []],
  ["an HPA of one count", [hpa({ minReplicas: 5, maxReplicas: 5 })], []],
  ["no autoscaler", [deployment()], ["not applicable"]],
  ["an HPA the wrong way round", [hpa({ minReplicas: 5, maxReplicas: 3 })], ["minReplicas 5 above maxReplicas 3"]],
  ["an HPA without a maximum of its own", [hpa({ maxReplicas: 0 })], ["maxReplicas 0: Kubernetes takes 1 or more"]],
  ["an HPA that scales to zero", [hpa({ minReplicas: 0 })], ["minReplicas 0: without the alpha gate HPAScaleToZero"]],
  ofScaledObject("a ScaledObject", {}),
  ofScaledObject("KEDA's own bounds", { minReplicaCount: undefined }),
  ofScaledObject(
    "a ScaledObject the wrong way round",
    { minReplicaCount: 9, maxReplicaCount: 8 },
    "minReplicaCount 9 above maxReplicaCount 8: KEDA refuses it",
  ),
  ofScaledObject(
    "a minimum above KEDA's own maximum",
    { minReplicaCount: 150 },
    "minReplicaCount 150 above maxReplicaCount 100, KEDA's default",
  ),
  ofScaledObject("idle at none", { idleReplicaCount: 0 }),
  ofScaledObject("idle at the minimum", { idleReplicaCount: 2 }, "idleReplicaCount 2, not below its minReplicaCount 2"),
  ofScaledObject("idle above the minimum", { idleReplicaCount: 3 }, "idleReplicaCount 3, not below"),
  ofScaledObject("idle at a count that the HPA raises", { idleReplicaCount: 1 }, "idleReplicaCount 1: KEDA supports 0"),
  // KEDA's words on a minimum of 0 that is written and one that is not differ, as its code does.
  ofScaledObject("idle at none, with a minimum of none", { idleReplicaCount: 0, minReplicaCount: 0 }),
  ofScaledObject(
    "idle at none, without a minimum",
    { idleReplicaCount: 0, minReplicaCount: undefined },
    "idleReplicaCount 0, not below its minReplicaCount 0",
  ),
  ofScaledObject(
    "CPU alone, and none at least",
    { triggers: onCpu, minReplicaCount: 0 },
    "minReplicaCount 0 and no trigger but cpu and memory",
  ),
  ofScaledObject("CPU alone, and one at least", { triggers: onCpu, minReplicaCount: 1 }),
  ofScaledObject("CPU and a queue, and none at least", {
    triggers: [...onCpu, { type: "redis", metadata: {} }],
    minReplicaCount: 0,
  }),
  ofScaledObject("KEDA's times", { pollingInterval: 1, cooldownPeriod: 0, initialCooldownPeriod: 0 }),
  ofScaledObject("no time between polls", { pollingInterval: 0 }, "pollingInterval 0: KEDA takes 1 or more"),
  ofScaledObject("a time before now", { cooldownPeriod: -1 }, "cooldownPeriod -1: KEDA takes 0 or more"),
  [
    "speeds of an HPA",
    [hpa({ behavior: { scaleDown: { stabilizationWindowSeconds: 3600, selectPolicy: "Min" }, scaleUp: {} } })],
    [],
  ],
  [
    "speeds that Kubernetes refuses",
    [
      hpa({
        behavior: {
          scaleUp: { selectPolicy: "Most", policies: [] },
          scaleDown: {
            stabilizationWindowSeconds: 7200,
            policies: [{ type: "Pod", value: 0, periodSeconds: 3600 }],
          },
        },
      }),
    ],
    [
      "behavior.scaleUp.selectPolicy Most: Kubernetes takes Max, Min or Disabled",
      "behavior.scaleUp.policies without a policy",
      "behavior.scaleDown.stabilizationWindowSeconds 7200: Kubernetes takes 0 to 3600",
      "behavior.scaleDown.policies[0].type Pod: Kubernetes takes Pods or Percent",
      "behavior.scaleDown.policies[0].value 0",
      "behavior.scaleDown.policies[0].periodSeconds 3600: Kubernetes takes 1 to 1800",
    ],
  ],
  ofScaledObject(
    "a speed that KEDA passes on",
    {
      advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleUp: { stabilizationWindowSeconds: -1 } } } },
    },
    "behavior.scaleUp.stabilizationWindowSeconds -1",
  ),
  ofScaledObject("a window up to the maximum", { triggers: [cron("100")] }),
  ofScaledObject("a window above it", { triggers: [cron("101")] }, "a cron trigger whose desiredReplicas 101 is above"),
  ofScaledObject(
    "two windows, of which one is above it",
    { triggers: [cron("20"), cron("60")], maxReplicaCount: 50 },
    "desiredReplicas 60 is above its maxReplicaCount 50",
  ),
  ofScaledObject("a window that a formula counts", {
    triggers: [{ ...cron("200"), name: "evening" }],
    advanced: { scalingModifiers: { formula: "evening / 10", target: "1" } },
  }),
]);

const annotated = (annotations: Properties, spec: Properties = {}) =>
  inProd(scaledObject(spec, "shop", { annotations }));
const disabled = { scaleUp: { selectPolicy: "Disabled" } };

judgesAs(autoscalingNotPaused, [
  ["one that scales", [inProd(scaledObject())], []],
  [
    "outside of production",
    [scaledObject({}, "shop", { annotations: { "autoscaling.keda.sh/paused": "true" } })],
    ["not applicable"],
  ],
  ["a pause that is over", [annotated({ "autoscaling.keda.sh/paused": "false" })], []],
  [
    "paused",
    [annotated({ "autoscaling.keda.sh/paused": "true" })],
    ['autoscaling.keda.sh/paused = "true": it never scales'],
  ],
  ["paused, as KEDA reads any word", [annotated({ "autoscaling.keda.sh/paused": "yes" })], ["it never scales"]],
  ["paused at a count", [annotated({ "autoscaling.keda.sh/paused-replicas": "3" })], ["it never scales, and holds 3"]],
  [
    "paused at a count, whatever else it says",
    [annotated({ "autoscaling.keda.sh/paused-replicas": "3", "autoscaling.keda.sh/paused": "false" })],
    ["holds 3"],
  ],
  ["no growing", [annotated({ "autoscaling.keda.sh/paused-scale-out": "true" })], ["it never adds a replica"]],
  ["no shrinking", [annotated({ "autoscaling.keda.sh/paused-scale-in": "true" })], ["it never removes a replica"]],
  ["no growing, by its rules", [inProd(hpa({ behavior: disabled }))], ["never adds a replica: its behavior.scaleUp"]],
  ["no shrinking, by its rules", [inProd(hpa({ behavior: { scaleDown: { selectPolicy: "Disabled" } } }))], []],
  [
    "paused at one behind a Service: that is said of the workload",
    [inProd(deployment()), service(), annotated({ "autoscaling.keda.sh/paused-replicas": "1" })],
    [],
  ],
  [
    "paused at one that no Service asks",
    [inProd(deployment()), annotated({ "autoscaling.keda.sh/paused-replicas": "1" })],
    ["holds 1"],
  ],
]);

const fixed = (replicas: number, kind = "Deployment") => deployment({}, {}, { kind, spec: { replicas } });

judgesAs(autoscalingTwoInProduction, [
  ["two by the autoscaler", [inProd(deployment()), service(), hpa()], []],
  ["two fixed", [inProd(fixed(2)), service()], []],
  ["a model server may have one", [inProd(gpuDeployment()), service("vllm")], ["not applicable"]],
  ["outside of production", [deployment(), service()], ["not applicable"]],
  ["nobody's Service", [inProd(deployment()), service("other")], ["not applicable"]],
  ["one on every node", [inProd(deployment({}, {}, { kind: "DaemonSet" })), service()], ["not applicable"]],
  [
    "a Job's pod",
    [
      inProd(
        resource("kubernetes:batch/v1:Job", "shop", {
          metadata: { name: "shop", namespace: "production" },
          spec: { template: { metadata: { labels: { "app.kubernetes.io/name": "shop" } }, spec: { containers: [] } } },
        }),
      ),
      service(),
    ],
    ["not applicable"],
  ],
  ["one by the autoscaler", [inProd(deployment()), service(), hpa({ minReplicas: 1 })], ["may come down to 1 replica"]],
  ["one by default", [inProd(deployment()), service()], ["may come down to 1 replica"]],
  ["one of a StatefulSet", [inProd(fixed(1, "StatefulSet")), service()], ["StatefulSet"]],
  [
    "none of a Deployment of which a Rollout takes the template, and two of that",
    [
      inProd(fixed(0)),
      service(),
      rollout({ replicas: 2, workloadRef: { kind: "Deployment", name: "shop" } }, "canary"),
    ],
    [],
  ],
  [
    "such a Rollout of one",
    [inProd(fixed(0)), service(), rollout({ workloadRef: { kind: "Deployment", name: "shop" } }, "canary")],
    ["may come down to 1 replica"],
  ],
  [
    "such a Rollout that an autoscaler scales",
    [
      inProd(fixed(0)),
      service(),
      rollout({ workloadRef: { kind: "Deployment", name: "shop" } }, "canary"),
      scaledObject({ scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "canary" } }),
    ],
    [],
  ],
  [
    "KEDA's default of none",
    [inProd(deployment()), service(), scaledObject({ minReplicaCount: undefined })],
    ["0 replicas"],
  ],
  [
    "none while it is idle",
    [inProd(deployment()), service(), scaledObject({ idleReplicaCount: 0 })],
    ['0 replicas, the idleReplicaCount of ScaledObject "production/scaled"'],
  ],
  [
    "one while it is idle, from which the HPA goes back",
    [inProd(deployment()), service(), scaledObject({ idleReplicaCount: 1 })],
    [],
  ],
  [
    "one while it is paused",
    [inProd(deployment()), service(), annotated({ "autoscaling.keda.sh/paused-replicas": "1" })],
    ['1 replica, at which ScaledObject "production/scaled" is paused'],
  ],
  [
    "two while it is paused",
    [
      inProd(deployment()),
      service(),
      annotated({ "autoscaling.keda.sh/paused-replicas": "2" }, { minReplicaCount: 1 }),
    ],
    [],
  ],
  [
    "paused at what it has",
    [inProd(deployment()), service(), annotated({ "autoscaling.keda.sh/paused": "true" }, { minReplicaCount: 1 })],
    [],
  ],
]);
