import type { Properties, Resource } from "@breakwater/plan-views";
import { hpa, scaledObject } from "../../testing/autoscalers";
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
const onMetrics = (metrics: Properties[], kind = "Deployment", apiVersion = "apps/v1"): Resource =>
  hpa({ metrics, scaleTargetRef: { apiVersion, kind, name: "shop" } });
const onShare = (...target: [kind?: string, apiVersion?: string]) => onMetrics([metric("Utilization")], ...target);
const onTrigger = (trigger: Properties, kind = "Deployment"): Resource =>
  scaledObject({ triggers: [trigger], scaleTargetRef: { name: "shop", kind } });
/** A LimitRange of a namespace, with what it says of containers. */
const limitRange = (item: Properties, namespace = "production"): Resource =>
  resource("kubernetes:core/v1:LimitRange", "limits", {
    metadata: { name: "limits", namespace },
    spec: { limits: [{ type: "Container", ...item }] },
  });

judgesAs(autoscalingRequestsSet, [
  ["a request", [deployment(), onShare()], []],
  ["a limit, which is a request too", [deployment({}, { resources: { limits: { cpu: "1" } } }), onShare()], []],
  ["no autoscaler", [deployment({}, none)], ["not applicable: no autoscaler looks at a share"]],
  ["a queue asks for none", [deployment({}, none), onTrigger({ type: "redis" })], ["not applicable"]],
  [
    "an amount asks for none of an HPA",
    [deployment({}, none), onMetrics([metric("AverageValue")])],
    ["not applicable"],
  ],
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
  ...[{ defaultRequest: { cpu: "100m" } }, { default: { cpu: 1 } }, { max: { cpu: 1 } }, { min: { cpu: "10m" } }].map(
    (item): [string, Resource[], string[]] => [
      `a request that a LimitRange fills in: ${JSON.stringify(item)}`,
      [deployment({ initContainers: [sidecar()] }, none), onShare(), limitRange(item)],
      [],
    ],
  ),
  [
    "a LimitRange of another resource",
    [deployment({}, none), onShare(), limitRange({ default: { memory: "1Gi" } })],
    ["asks for no cpu"],
  ],
  [
    "a LimitRange of another namespace",
    [deployment({}, none), onShare(), limitRange({ default: { cpu: 1 } }, "development")],
    ["asks for no cpu"],
  ],
  [
    "a LimitRange of pods, which fills in nothing",
    [deployment({}, none), onShare(), limitRange({ type: "Pod", max: { cpu: 1 } })],
    ["asks for no cpu"],
  ],
  [
    "a LimitRange does not change a request of nothing",
    [deployment({}, { resources: { requests: { cpu: "0" } } }), onShare(), limitRange({ default: { cpu: 1 } })],
    ["asks for 0 cpu"],
  ],
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
      onShare("LeaderWorkerSet", "leaderworkerset.x-k8s.io/v1"),
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
  [
    "no request of memory",
    [deployment({}, none), onMetrics([metric("Utilization", "memory")])],
    ["asks for no memory"],
  ],
  [
    "an HPA that says nothing of requests beside one that does",
    [deployment({}, none), onMetrics([metric("AverageValue"), metric("Utilization", "memory")])],
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
      onShare("Rollout", "argoproj.io/v1alpha1"),
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
      onMetrics([ofContainer(container)]),
    ],
    findings,
  ]),
]);

/** A Job, with labels of the Deployment's pods unless it says others. */
const job = (container: Properties, labels: Properties = { "app.kubernetes.io/name": "shop" }): Resource =>
  resource("kubernetes:batch/v1:Job", "migrate", {
    metadata: { name: "migrate", namespace: "production" },
    spec: { template: { metadata: { labels }, spec: { containers: [{ name: "migrate", ...container }] } } },
  });
const counted = 'scales Deployment "production/shop", of which the selector selects these pods too';

describe("pods of others that the workload's selector selects", () => {
  judgesAs(autoscalingRequestsSet, [
    ["with a request", [deployment(), onShare(), job({ resources: { requests: { cpu: "1" } } })], []],
    [
      "and the autoscaler looks at an amount",
      [deployment(), onMetrics([metric("AverageValue")]), job(none)],
      ["not applicable"],
    ],
    [
      "and it is no selector",
      [
        deployment({}, {}, { spec: { selector: { matchExpressions: [{ key: "app", operator: "Is" }] } } }),
        onShare(),
        job(none),
      ],
      ["not applicable"],
    ],
    ["of other labels", [deployment(), onShare(), job(none, { app: "migrate" })], []],
    [
      "without a request",
      [deployment(), onShare(), job(none)],
      [`asks for no cpu, on which HorizontalPodAutoscaler "production/hpa" ${counted}`],
    ],
    [
      "without the container",
      [deployment(), onMetrics([ofContainer("app")]), job({ resources: { requests: { cpu: "1" } } })],
      [
        `Job "production/migrate" has no container "app", on whose cpu HorizontalPodAutoscaler "production/hpa" ${counted}`,
      ],
    ],
  ]);
});

const refused = "neither asks for cpu nor limits it: KEDA refuses ScaledObject";

describe("KEDA", () => {
  judgesAs(autoscalingRequestsSet, [
    ["a request", [deployment(), onTrigger({ type: "cpu", metricType: "Utilization" })], []],
    [
      "a limit, on an amount",
      [deployment({}, { resources: { limits: { cpu: "1" } } }), onTrigger({ type: "cpu", metricType: "AverageValue" })],
      [],
    ],
    [
      "another container than the one that it looks at",
      [
        deployment({ containers: [{ name: "app" }, { name: "proxy", resources: { requests: { cpu: "1" } } }] }),
        onTrigger({ type: "cpu", metricType: "AverageValue", metadata: { containerName: "proxy" } }),
      ],
      [],
    ],
    [
      "an amount of what is no Deployment and no StatefulSet",
      [
        deployment({}, none, { kind: "ReplicaSet" }),
        onTrigger({ type: "cpu", metricType: "AverageValue" }, "ReplicaSet"),
      ],
      [],
    ],
    [
      "a request that a LimitRange fills in, on an amount",
      [
        deployment({}, none),
        onTrigger({ type: "cpu", metricType: "AverageValue" }),
        limitRange({ defaultRequest: { cpu: "100m" } }),
      ],
      [],
    ],
    [
      "no request",
      [deployment({}, none), onTrigger({ type: "memory", metricType: "Utilization" })],
      ['Container "app" of Deployment "production/shop" asks for no memory, on which ScaledObject "production/scaled"'],
    ],
    [
      "no request, on an amount",
      [deployment({}, none), onTrigger({ type: "cpu", metricType: "AverageValue" })],
      [refused],
    ],
    [
      "a request of 0, on an amount",
      [
        deployment({}, { resources: { requests: { cpu: "0" } } }),
        onTrigger({ type: "cpu", metricType: "AverageValue" }),
      ],
      [refused],
    ],
    [
      "a request of the pod as a whole, which KEDA does not look at",
      [
        deployment({ resources: { requests: { cpu: "2" } } }, none),
        onTrigger({ type: "cpu", metricType: "Utilization" }),
      ],
      [refused],
    ],
    [
      "no request of a sidecar, which the HPA counts",
      [deployment({ initContainers: [sidecar()] }), onTrigger({ type: "cpu", metricType: "Utilization" })],
      ['Container "proxy" of Deployment "production/shop" asks for no cpu'],
    ],
    [
      "no request of a sidecar, on an amount",
      [deployment({ initContainers: [sidecar()] }), onTrigger({ type: "cpu", metricType: "AverageValue" })],
      [],
    ],
  ]);
});
