import type { Properties } from "@breakwater/plan-views";
import { hpa, rollout, scaledObject } from "../../testing/autoscalers";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { autoscalingNoFixedReplicas } from "./autoscaling-no-fixed-replicas";
import { autoscalingOneOwner } from "./autoscaling-one-owner";
import { autoscalingVerticalApart } from "./autoscaling-vertical-apart";

const canary = (labels: Properties) =>
  deployment(
    {},
    {},
    { name: "canary", spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } },
  );
const name = "app.kubernetes.io/name";

judgesAs(autoscalingOneOwner, [
  ["one HPA", [deployment(), hpa()], []],
  ["two of two workloads", [hpa(), scaledObject({}, "other")], []],
  ["no autoscaler", [deployment()], ["not applicable"]],
  [
    "two HPAs",
    [hpa(), hpa({}, "shop", "second")],
    ['"production/second" scales Deployment/shop, which HorizontalPodAutoscaler "production/hpa"'],
  ],
  [
    "two HPAs, of two versions of the API, which name the target by two",
    [
      hpa(),
      hpa(
        { scaleTargetRef: { apiVersion: "apps/v1beta2", kind: "Deployment", name: "shop" }, metrics: undefined },
        "shop",
        "second",
        "v1",
      ),
    ],
    ['"production/hpa" scales Deployment/shop, which HorizontalPodAutoscaler "production/second" scales'],
  ],
  [
    "an HPA and a ScaledObject: the HPA is the intruder",
    [hpa(), scaledObject()],
    ['HorizontalPodAutoscaler "production/hpa" scales Deployment/shop, which ScaledObject "production/scaled" scales'],
  ],
  [
    "a ScaledObject and an HPA that is named as its workload: the ScaledObject is",
    [scaledObject(), hpa({}, "shop", "shop")],
    ['ScaledObject "production/scaled" scales Deployment/shop, which HorizontalPodAutoscaler "production/shop" scales'],
  ],
  [
    "a ScaledObject that takes over the HPA that it names",
    [
      hpa(),
      scaledObject({ advanced: { horizontalPodAutoscalerConfig: { name: "hpa" } } }, "shop", {
        annotations: { "scaledobject.keda.sh/transfer-hpa-ownership": "true" },
      }),
    ],
    [],
  ],
  [
    "a ScaledObject that would take over another HPA",
    [
      hpa(),
      scaledObject({ advanced: { horizontalPodAutoscalerConfig: { name: "other" } } }, "shop", {
        annotations: { "scaledobject.keda.sh/transfer-hpa-ownership": "true" },
      }),
    ],
    ['HorizontalPodAutoscaler "production/hpa" scales Deployment/shop'],
  ],
  [
    "a ScaledObject that names an HPA and does not take it over",
    [hpa(), scaledObject({ advanced: { horizontalPodAutoscalerConfig: { name: "hpa" } } })],
    ['HorizontalPodAutoscaler "production/hpa" scales Deployment/shop'],
  ],
  ["two kinds of one name", [hpa(), scaledObject({ scaleTargetRef: { kind: "StatefulSet", name: "shop" } })], []],
  [
    "one kind of two groups",
    [
      hpa({ scaleTargetRef: { apiVersion: "a.example/v1", kind: "Fleet", name: "shop" } }),
      hpa({ scaleTargetRef: { apiVersion: "b.example/v1", kind: "Fleet", name: "shop" } }, "shop", "second"),
    ],
    [],
  ],
  [
    "two ScaledObjects, of two workloads, that make one HPA",
    ["shop", "other"].map((target) => ({
      ...scaledObject({ advanced: { horizontalPodAutoscalerConfig: { name: "hpa" } } }, target, { name: target }),
      urn: `urn:pulumi:test::test::kubernetes:keda.sh/v1alpha1:ScaledObject::${target}`,
    })),
    ['ScaledObject "production/shop" makes an HPA of the name hpa, which ScaledObject "production/other" makes'],
  ],
  [
    "a canary that the app's selector takes for one of its pods",
    [deployment(), hpa(), canary({ [name]: "shop", track: "canary" }), hpa({}, "canary", "second")],
    ['"production/second" scales Deployment/canary, which shares pods with Deployment/shop'],
  ],
  [
    "a canary that has a name of its own",
    [deployment(), hpa(), canary({ [name]: "canary" }), hpa({}, "canary", "second")],
    [],
  ],
  ["a canary that nobody scales", [deployment(), hpa(), canary({ [name]: "shop", track: "canary" })], []],
]);

const fixed = (replicas?: number, ignoreChanges: string[] = []) => {
  const made = deployment({}, {}, { spec: { ...(replicas !== undefined && { replicas }) } });
  return { ...made, options: { protect: false, ignoreChanges } };
};

judgesAs(autoscalingNoFixedReplicas, [
  ["left to the autoscaler", [fixed(), hpa()], []],
  ["fixed, without an autoscaler of its own", [fixed(3), hpa({}, "other")], []],
  ["fixed beside an HPA", [fixed(3), hpa()], ["has replicas 3, but HorizontalPodAutoscaler"]],
  ["fixed at 0 beside a ScaledObject", [fixed(0), scaledObject()], ["has replicas 0"]],
  ...["spec.replicas", 'spec["replicas"]', '["spec"].replicas', "spec", "spec.*", "*"].map(
    (ignored): [string, ReturnType<typeof hpa>[], string[]] => [
      `for the creation alone: ${ignored}`,
      [fixed(3, ["metadata.labels", ignored]), hpa()],
      [],
    ],
  ),
  ...["spec.template", "replicas", "spec.replicas.x", "metadata.*"].map(
    (ignored): [string, ReturnType<typeof hpa>[], string[]] => [
      `not what ignoreChanges is about: ${ignored}`,
      [fixed(3, [ignored]), hpa()],
      ["has replicas 3"],
    ],
  ),
  [
    "a Rollout that fixes them",
    [
      rollout({ replicas: 5, workloadRef: { kind: "Deployment", name: "shop" } }),
      scaledObject({ scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "shop" } }),
    ],
    ['Rollout "production/shop" has replicas 5'],
  ],
  [
    "a patch of somebody else's Deployment",
    [
      resource("kubernetes:apps/v1:DeploymentPatch", "shop", {
        metadata: { name: "shop", namespace: "production" },
        spec: { replicas: 4 },
      }),
      hpa(),
    ],
    ["has replicas 4"],
  ],
  [
    "a ScaledObject that is paused leaves the count alone",
    [fixed(3), scaledObject({}, "shop", { annotations: { "autoscaling.keda.sh/paused": "true" } })],
    [],
  ],
]);

const vpa = (spec: Properties = {}, vertical = "vpa") =>
  resource("kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler", vertical, {
    metadata: { name: vertical, namespace: "production" },
    spec: { targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" }, ...spec },
  });
const policies = (...containerPolicies: Properties[]) => ({ resourcePolicy: { containerPolicies } });
const onContainer = (container: string) =>
  hpa({
    metrics: [
      { type: "ContainerResource", containerResource: { name: "cpu", container, target: { type: "Utilization" } } },
    ],
  });

judgesAs(autoscalingVerticalApart, [
  ["no VPA", [deployment(), hpa()], ["not applicable"]],
  ["one that recommends", [deployment(), hpa(), vpa({ updatePolicy: { updateMode: "Off" } })], []],
  ["one for new pods", [deployment(), hpa(), vpa({ updatePolicy: { updateMode: "Initial" } })], []],
  ["beside no autoscaler", [deployment(), vpa()], []],
  ["of another workload", [deployment(), hpa({}, "other"), vpa()], []],
  [
    "its default, which is to recreate",
    [deployment(), hpa(), vpa()],
    ['VerticalPodAutoscaler "production/vpa" (updateMode Recreate) changes the cpu that Deployment/shop requests'],
  ],
  ...["Auto", "Recreate", "InPlaceOrRecreate", "InPlace"].map(
    (updateMode): [string, ReturnType<typeof hpa>[], string[]] => [
      `mode ${updateMode}`,
      [deployment(), hpa(), vpa({ updatePolicy: { updateMode } })],
      [`(updateMode ${updateMode})`],
    ],
  ),
  [
    "an HPA that says no metric looks at CPU",
    [deployment(), hpa({ metrics: undefined }, "shop", "hpa", "v1"), vpa()],
    ["cpu"],
  ],
  ["memory alone", [deployment(), hpa(), vpa(policies({ containerName: "*", controlledResources: ["memory"] }))], []],
  [
    "CPU in a policy",
    [deployment(), hpa(), vpa(policies({ containerName: "*", controlledResources: ["cpu"] }))],
    ["cpu"],
  ],
  ["no container", [deployment(), hpa(), vpa(policies({ containerName: "*", mode: "Off" }))], []],
  [
    "a container of another name, and the others",
    [deployment(), hpa(), vpa(policies({ containerName: "proxy", mode: "Off" }))],
    ["cpu"],
  ],
  ["not the only container", [deployment(), hpa(), vpa(policies({ containerName: "app", mode: "Off" }))], []],
  [
    "the container that the HPA looks at",
    [deployment(), onContainer("app"), vpa(policies({ containerName: "*", mode: "Off" }, { containerName: "app" }))],
    ["cpu"],
  ],
  [
    "another container than the HPA looks at",
    [deployment(), onContainer("app"), vpa(policies({ containerName: "app", mode: "Off" }))],
    [],
  ],
  ["a queue", [deployment(), scaledObject(), vpa()], []],
  [
    "an amount of CPU",
    [
      deployment(),
      scaledObject({ triggers: [{ type: "cpu", metricType: "AverageValue", metadata: { value: "500m" } }] }),
      vpa(),
    ],
    ['ScaledObject "production/scaled" scales it by cpu too'],
  ],
  [
    "CPU beside a cron window",
    [deployment(), scaledObject({ triggers: [{ type: "cron" }, { type: "cpu", metricType: "Utilization" }] }), vpa()],
    ["cpu"],
  ],
  [
    "a workload that is not of the stack",
    [
      hpa(),
      vpa(policies({ containerName: "proxy", controlledResources: ["cpu"] }, { containerName: "*", mode: "Off" })),
    ],
    ["cpu"],
  ],
  [
    "two on one workload",
    [deployment(), vpa(), vpa({}, "vpa-2")],
    ['"production/vpa-2" changes what Deployment/shop requests, which VerticalPodAutoscaler "production/vpa" changes'],
  ],
  ["two, of which one recommends", [deployment(), vpa(), vpa({ updatePolicy: { updateMode: "Off" } }, "vpa-2")], []],
]);
