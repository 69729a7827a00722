import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { probeHealthStrategy } from "./probe-health-strategy";

const blocking = (seconds: number | string, container: object = {}, pod: object = {}) =>
  deployment(pod, container, { annotations: { "breakwater.dev/longest-block-seconds": String(seconds) } });

const queued = (type: string, name = "shop") =>
  resource("kubernetes:keda.sh/v1alpha1:ScaledObject", "scaler", {
    metadata: { name: "scaler", namespace: "production" },
    spec: { scaleTargetRef: { name }, triggers: [{ type, metadata: {} }] },
  });
const threaded = {
  ports: [{ name: "http", containerPort: 8080 }],
  livenessProbe: { httpGet: { path: "/live", port: 8000 } },
};
const single = { ports: [{ name: "http", containerPort: 8080 }] };

judgesAs(probeHealthStrategy, [
  ["a short block needs nothing", [blocking(5, single)], ["not applicable: no workload says"]],
  ["a health thread", [blocking(30, threaded)], []],
  ["a heartbeat file", [blocking(30, { ...single, livenessProbe: { exec: { command: ["node", "beat.js"] } } })], []],
  ["a health thread and a queue", [blocking(60, threaded), queued("redis")], []],
  ["the main thread answers", [blocking(30, single)], ["liveness is asked on port 8080"]],
  ["no queue for a minute's block", [blocking(60, threaded)], ["no ScaledObject scales it on a queue"]],
  ["a scaler on something else", [blocking(60, threaded), queued("prometheus")], ["on a queue"]],
  [
    "the main thread's port by its name",
    [blocking(30, { ...single, livenessProbe: { httpGet: { path: "/live", port: "http" } } })],
    ["liveness is asked on port http"],
  ],
  [
    "the exporter beside it answers for itself",
    [
      blocking(30, threaded, {
        initContainers: [
          {
            name: "exporter",
            restartPolicy: "Always",
            ports: [{ name: "http", containerPort: 9100 }],
            livenessProbe: { httpGet: { port: 9100 } },
          },
        ],
      }),
    ],
    [],
  ],
  ["a Job has its work from the start", [{ ...blocking(600, threaded), type: "kubernetes:batch/v1:Job" }], []],
  ["what is no time is another rule's", [blocking("long", threaded)], ["not applicable: no workload says"]],
  ["what may be a queue behind an interface", [blocking(60, threaded), queued("external")], []],
  ["nothing scales a DaemonSet", [{ ...blocking(600, threaded), type: "kubernetes:apps/v1:DaemonSet" }], []],
  ["another's queue", [blocking(60, threaded), queued("redis", "other")], ["on a queue"]],
]);
