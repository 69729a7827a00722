import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { autoscalingRequestsSet } from "./autoscaling-requests-set";

/** Asks for nothing. */
const none = { resources: {} };
const sidecar = (own: Properties = {}) => ({ name: "proxy", restartPolicy: "Always", ...own });

const metric = (type: "Utilization" | "AverageValue", name = "cpu") => ({
  type: "Resource",
  resource: { name, target: { type } },
});
const ofContainer = (container: string) => ({
  type: "ContainerResource",
  containerResource: { name: "cpu", container, target: { type: "Utilization" } },
});
const hpa = (metrics: Properties[], target = "Deployment"): Resource =>
  resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "hpa", {
    metadata: { name: "hpa", namespace: "production" },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: target, name: "shop" }, maxReplicas: 9, metrics },
  });
const onShare = (target?: string) => hpa([metric("Utilization")], target);
const scaledObject = (trigger: Properties, kind = "Deployment"): Resource =>
  resource("kubernetes:keda.sh/v1alpha1:ScaledObject", "scaled", {
    metadata: { name: "scaled", namespace: "production" },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind, name: "shop" }, minReplicaCount: 2, triggers: [trigger] },
  });

judgesAs(autoscalingRequestsSet, [
  ["a request", [deployment(), onShare()], []],
  ["a limit, which is a request too", [deployment({}, { resources: { limits: { cpu: "1" } } }), onShare()], []],
  ["no autoscaler", [deployment({}, none)], ["not applicable: no autoscaler looks at a share"]],
  ["a queue asks for none", [deployment({}, none), scaledObject({ type: "redis" })], ["not applicable"]],
  ["an amount asks for none of an HPA", [deployment({}, none), hpa([metric("AverageValue")])], ["not applicable"]],
  [
    "no request of one that starts before the others and ends",
    [deployment({ initContainers: [{ name: "migrate" }] }), onShare()],
    [],
  ],
  [
    "a request of a sidecar",
    [deployment({ initContainers: [sidecar({ resources: { limits: { cpu: 1 } } })] }), onShare()],
    [],
  ],
  ["a request of the pod as a whole", [deployment({ resources: { requests: { cpu: "2" } } }, none), onShare()], []],
  ["a limit of the pod as a whole", [deployment({ resources: { limits: { cpu: "2" } } }, none), onShare()], []],
  ["another workload", [deployment({}, none, { name: "other" }), onShare()], []],
  ["a patch of what it scales", [deployment({}, none, { kind: "DeploymentPatch" }), onShare("DeploymentPatch")], []],
  [
    "the leader and the workers of a group, of which nobody here knows who is counted",
    [
      resource("kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet", "shop", {
        metadata: { name: "shop", namespace: "production" },
        spec: {
          leaderWorkerTemplate: {
            leaderTemplate: { spec: { containers: [{ name: "app", resources: { requests: { cpu: 1 } } }] } },
            workerTemplate: { spec: { containers: [{ name: "app" }] } },
          },
        },
      }),
      onShare("LeaderWorkerSet"),
    ],
    [],
  ],
  [
    "no request",
    [deployment({}, { resources: { requests: { memory: "1Gi" } } }), onShare()],
    [
      'Container "app" of Deployment "production/shop" asks for no cpu, on which HorizontalPodAutoscaler "production/hpa" scales it',
    ],
  ],
  ["no request of memory", [deployment({}, none), hpa([metric("Utilization", "memory")])], ["asks for no memory"]],
  [
    "an HPA that says nothing of requests beside one that does",
    [deployment({}, none), hpa([metric("AverageValue"), metric("Utilization", "memory")])],
    ["asks for no memory"],
  ],
  [
    "a request of nothing",
    [deployment({}, { resources: { requests: { cpu: 0 } } }), onShare()],
    ['Deployment "production/shop" asks for 0 cpu, on which'],
  ],
  [
    "a StatefulSet",
    [deployment({}, none, { kind: "StatefulSet" }), onShare("StatefulSet")],
    ['of StatefulSet "production'],
  ],
  [
    "a kind of somebody else",
    [
      resource("kubernetes:argoproj.io/v1alpha1:Rollout", "shop", {
        metadata: { name: "shop", namespace: "production" },
        spec: { template: { spec: { containers: [{ name: "app" }] } } },
      }),
      onShare("Rollout"),
    ],
    ['Container "app" of Rollout "production/shop" asks for no cpu'],
  ],
  [
    "no request of a sidecar",
    [deployment({ initContainers: [sidecar(), { name: "wait" }] }), onShare()],
    ['Container "proxy" of Deployment "production/shop" asks for no cpu'],
  ],
  [
    "a pod as a whole that asks for memory only",
    [deployment({ resources: { requests: { memory: "2Gi" } } }, none), onShare()],
    ['Container "app" of Deployment "production/shop" asks for no cpu'],
  ],
  ...(
    [
      ["app", ['Container "app" of Deployment "production/shop" asks for no cpu']],
      ["proxy", []],
      ["wait", ['Deployment "production/shop" has no container "wait", on whose cpu']],
      ["none", ['Deployment "production/shop" has no container "none", on whose cpu']],
    ] satisfies [string, string[]][]
  ).map(([container, findings]): [string, Resource[], string[]] => [
    `a share of the container ${container} alone`,
    [
      deployment({
        containers: [{ name: "app" }],
        initContainers: [{ name: "wait" }, sidecar({ resources: { requests: { cpu: "1" } } })],
        resources: { requests: { cpu: "9" } },
      }),
      hpa([ofContainer(container)]),
    ],
    findings,
  ]),
]);

const refused = "neither asks for cpu nor limits it: KEDA refuses ScaledObject";

describe("KEDA", () => {
  judgesAs(autoscalingRequestsSet, [
    ["a request", [deployment(), scaledObject({ type: "cpu", metricType: "Utilization" })], []],
    [
      "a limit, on an amount",
      [
        deployment({}, { resources: { limits: { cpu: "1" } } }),
        scaledObject({ type: "cpu", metricType: "AverageValue" }),
      ],
      [],
    ],
    [
      "another container than the one that it looks at",
      [
        deployment({ containers: [{ name: "app" }, { name: "proxy", resources: { requests: { cpu: "1" } } }] }),
        scaledObject({ type: "cpu", metricType: "AverageValue", metadata: { containerName: "proxy" } }),
      ],
      [],
    ],
    [
      "an amount of what is no Deployment and no StatefulSet",
      [
        deployment({}, none, { kind: "ReplicaSet" }),
        scaledObject({ type: "cpu", metricType: "AverageValue" }, "ReplicaSet"),
      ],
      [],
    ],
    [
      "no request",
      [deployment({}, none), scaledObject({ type: "memory", metricType: "Utilization" })],
      ['Container "app" of Deployment "production/shop" asks for no memory, on which ScaledObject "production/scaled"'],
    ],
    [
      "no request, on an amount",
      [deployment({}, none), scaledObject({ type: "cpu", metricType: "AverageValue" })],
      [refused],
    ],
    [
      "a request of 0, on an amount",
      [
        deployment({}, { resources: { requests: { cpu: "0" } } }),
        scaledObject({ type: "cpu", metricType: "AverageValue" }),
      ],
      [refused],
    ],
    [
      "a request of the pod as a whole, which KEDA does not look at",
      [
        deployment({ resources: { requests: { cpu: "2" } } }, none),
        scaledObject({ type: "cpu", metricType: "Utilization" }),
      ],
      [refused],
    ],
    [
      "no request of a sidecar, which the HPA counts",
      [deployment({ initContainers: [sidecar()] }), scaledObject({ type: "cpu", metricType: "Utilization" })],
      ['Container "proxy" of Deployment "production/shop" asks for no cpu'],
    ],
    [
      "no request of a sidecar, on an amount",
      [deployment({ initContainers: [sidecar()] }), scaledObject({ type: "cpu", metricType: "AverageValue" })],
      [],
    ],
  ]);
});
