import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, probe, resource } from "../../testing/resources";
import { probeReadinessSet } from "./probe-readiness-set";

const label = "app.kubernetes.io/name";
const service = (spec: Properties = {}, name = "shop", namespace = "production") =>
  resource("kubernetes:core/v1:Service", name, {
    metadata: { name, namespace },
    spec: { selector: { [label]: "shop" }, ports: [{ name: "http", port: 80, targetPort: "http" }], ...spec },
  });
const on = (...targets: (number | string | undefined)[]) =>
  service({ ports: targets.map((targetPort, index) => ({ name: `p${index}`, port: 8080, targetPort })) });
const http = { ports: [{ name: "http", containerPort: 8080 }] };
const asked = { ...http, readinessProbe: probe("/ready") };
const unasked = { ...http, readinessProbe: undefined };
const server = (container: Properties, pod: Properties = {}, object = {}) => deployment(pod, container, object);
const beside = (container: Properties, other: Properties) =>
  server(
    {},
    {
      containers: [
        { name: "app", ...container },
        { name: "other", ...other },
      ],
    },
  );
const sidecar = (container: Properties, proxy: Properties) =>
  server(container, { initContainers: [{ name: "proxy", restartPolicy: "Always", ...proxy }] });
const https = { ports: [{ name: "https", containerPort: 8443 }] };
const ofKind = (type: string): Resource => ({ ...server(unasked), type: `kubernetes:${type}` });
const none = (port: string, container = "app") =>
  `Container "${container}" of Deployment "production/shop" answers on port ${port} of Service "production/shop" and has no readiness probe`;

judgesAs(probeReadinessSet, [
  ["one that is asked", [server(asked), service()], []],
  ["one that is not", [server(unasked), service()], [none("http")]],
  ["no Service", [server(unasked)], ["not applicable"]],
  ["a Service of another namespace", [server(unasked), service({}, "shop", "staging")], ["not applicable"]],
  ["a Service of other pods", [server(unasked), service({ selector: { [label]: "worker" } })], ["not applicable"]],
  ["a Service without a selector", [server(unasked), service({ selector: undefined })], ["not applicable"]],
  ["an ExternalName", [server(unasked), service({ type: "ExternalName" })], ["not applicable"]],
  ["a headless Service", [server(unasked), service({ clusterIP: "None" })], [none("http")]],
  [
    "a headless Service without ports",
    [server(unasked), service({ clusterIP: "None", ports: undefined })],
    ['answers on Service "production/shop"'],
  ],
  [
    "a Service that sends to pods that are not ready",
    [server(unasked), service({ publishNotReadyAddresses: true })],
    [],
  ],
  [
    "one such Service beside another",
    [server(unasked), service({ publishNotReadyAddresses: true }, "peers"), service()],
    [none("http")],
  ],
  [
    "somebody else says when it is ready",
    [server(unasked, { readinessGates: [{ conditionType: "lb" }] }), service()],
    [],
  ],
  ["one that is not ready until it has started", [server({ ...unasked, startupProbe: probe("/") }), service()], []],
  ["a target by number", [server(unasked), on(8080)], [none("p0")]],
  ["no target: the port itself", [server(unasked), on(undefined)], [none("p0")]],
  ["a target that nobody has: no request comes", [server(unasked), on("grpc")], []],
  [
    "another protocol, by name",
    [server(unasked), service({ ports: [{ port: 80, targetPort: "http", protocol: "UDP" }] })],
    [],
  ],
  ["a number that nobody declares: one that is asked", [beside(unasked, { readinessProbe: probe("/") }), on(9999)], []],
  [
    "a number that nobody declares: none that is asked",
    [beside(unasked, {}), on(9999)],
    ['Deployment "production/shop" answers on port p0'],
  ],
  ["the other one serves nobody", [beside(asked, {}), service()], []],
  [
    "only the other one is asked",
    [beside(unasked, { readinessProbe: probe("/", { httpGet: { path: "/", port: 9000 } }) }), service()],
    [none("http")],
  ],
  ["the other one asks for it", [beside(unasked, { readinessProbe: probe("/ready") }), service()], []],
  [
    "two ports of two, of which one is not asked",
    [beside(asked, { ports: [{ name: "grpc", containerPort: 9000 }] }), on("http", "grpc")],
    [none("p1", "other")],
  ],
  [
    "an exporter beside one that is asked",
    [beside(asked, { ports: [{ name: "metrics", containerPort: 9187 }] }), on("http", "metrics")],
    [],
  ],
  [
    "a Service for scraping only",
    [server({ ports: [{ name: "metrics", containerPort: 9187 }], readinessProbe: undefined }), on("metrics")],
    [],
  ],
  ["a sidecar that serves and is asked", [sidecar(unasked, { ...https, readinessProbe: probe("/") }), on("https")], []],
  ["a sidecar that serves before an app that is asked", [sidecar(asked, https), on("https")], []],
  ["a sidecar that serves before an app that is not", [sidecar(unasked, https), on("https")], [none("p0", "proxy")]],
  [
    "an init container that is gone by then",
    [server(unasked, { initContainers: [{ name: "init", ...https, readinessProbe: probe("/") }] }), on("https")],
    [],
  ],
  ["a StatefulSet", [ofKind("apps/v1:StatefulSet"), service()], ['StatefulSet "production/shop"']],
  [
    "a StatefulSet, one of whose pods has a Service of its own",
    [
      ofKind("apps/v1:StatefulSet"),
      service({ selector: { "statefulset.kubernetes.io/pod-name": "shop-0" } }, "first"),
      service(),
    ],
    ['StatefulSet "production/shop"'],
  ],
  ["a Rollout", [ofKind("argoproj.io/v1alpha1:Rollout"), service()], ['Rollout "production/shop"']],
  [
    "a DaemonSet, a Job and a patch",
    [...["apps/v1:DaemonSet", "batch/v1:Job", "apps/v1:DeploymentPatch"].map(ofKind), service()],
    ["not applicable"],
  ],
  ["two Services: found once", [server(unasked), service(), service({}, "web")], [none("http")]],
]);
