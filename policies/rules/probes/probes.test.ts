import { judgesAs } from "../../testing/judged";
import { deployment, probe, resource } from "../../testing/resources";
import { drainWithinGrace } from "./drain-within-grace";
import { probeDetectionTime } from "./probe-detection-time";
import { probeHealthStrategy } from "./probe-health-strategy";
import { probeLivenessBudget } from "./probe-liveness-budget";
import { probeLivenessNotReadiness } from "./probe-liveness-not-readiness";
import { probeLivenessWithoutDependency } from "./probe-liveness-without-dependency";
import { probeStartupBudget } from "./probe-startup-budget";

const loading = (startupProbe?: object, seconds = "300") =>
  deployment({}, { startupProbe }, { annotations: { "breakwater.dev/model-load-seconds": seconds } });
const blocking = (seconds: number, container: object = {}) =>
  deployment({}, container, { annotations: { "breakwater.dev/longest-block-seconds": String(seconds) } });

judgesAs(probeStartupBudget, [
  ["a budget of twice the load", [loading(probe("/health", { failureThreshold: 60 }))], []],
  ["a budget of exactly the load", [loading(probe("/health", { failureThreshold: 30 }))], []],
  ["no model", [deployment()], ["not applicable"]],
  [
    "a short budget",
    [loading(probe("/health", { failureThreshold: 29 }))],
    ["given 290 s to start, but loads its model for 300 s"],
  ],
  ["no start-up probe", [loading()], ["no start-up probe"]],
  ["Kubernetes' default period", [loading({ failureThreshold: 20 })], ["given 200 s"]],
]);

judgesAs(probeLivenessBudget, [
  ["patience for a block", [blocking(20)], []],
  ["patience of exactly the block: 2 × 10 + 5 s", [blocking(25)], []],
  ["no liveness probe", [blocking(60, { livenessProbe: undefined })], ["not applicable"]],
  ["a block beyond the budget", [blocking(26)], ["restarted after 25 s of silence, but may block for 26 s"]],
  [
    "a time-out longer than the period counts",
    [blocking(90, { livenessProbe: probe("/live", { periodSeconds: 1, timeoutSeconds: 30 }) })],
    [],
  ],
  ["Kubernetes' defaults: 2 × 10 + 1 s", [blocking(22, { livenessProbe: {} })], ["after 21 s"]],
]);

judgesAs(probeDetectionTime, [
  ["half a minute", [deployment()], []],
  [
    "the worker profile: 30 + 60 + 30 s",
    [deployment({}, { livenessProbe: probe("/l", { periodSeconds: 30, timeoutSeconds: 30 }) })],
    [],
  ],
  ["ten minutes", [deployment({}, { livenessProbe: probe("/l", { failureThreshold: 60 }) })], ["may hang for 605 s"]],
  ["another bound by config", [deployment()], ["allowed are 20 s"], { mostSeconds: 20 }],
]);

judgesAs(probeLivenessNotReadiness, [
  ["two endpoints", [deployment()], []],
  [
    "one endpoint, liveness more patient",
    [deployment({}, { livenessProbe: probe("/ready", { failureThreshold: 9 }) })],
    [],
  ],
  [
    "two ports",
    [deployment({}, { livenessProbe: { ...probe("/ready"), httpGet: { path: "/ready", port: 8000 } } })],
    [],
  ],
  ["the same", [deployment({}, { livenessProbe: probe("/ready") })], ["is asked the same for liveness and readiness"]],
  [
    "the same, and liveness hastier",
    [deployment({}, { livenessProbe: probe("/ready", { failureThreshold: 1 }) })],
    ["not the more patient"],
  ],
]);

judgesAs(probeLivenessWithoutDependency, [
  ["its own endpoint", [deployment()], []],
  ["its own address", [deployment({}, { livenessProbe: { tcpSocket: { host: "127.0.0.1", port: 1 } } })], []],
  ["the readiness endpoint", [deployment({}, { livenessProbe: probe("/health/ready") })], ["path /health/ready"]],
  ["another host", [deployment({}, { livenessProbe: { httpGet: { host: "redis", port: 6379 } } })], ["host redis"]],
  [
    "a command that asks the database",
    [deployment({}, { livenessProbe: { exec: { command: ["redis-cli", "ping"] } } })],
    ['command "redis-cli ping"'],
  ],
]);

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
  ["another's queue", [blocking(60, threaded), queued("redis", "other")], ["on a queue"]],
]);

const draining = (grace: number | undefined, container: object = {}) =>
  deployment({ terminationGracePeriodSeconds: grace }, container, {
    annotations: { "breakwater.dev/drain-seconds": "45" },
  });
const sleeping = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });

judgesAs(drainWithinGrace, [
  ["time enough", [draining(60, sleeping(15))], []],
  ["no hook", [draining(45)], []],
  [
    "a hook and a drain beyond it",
    [draining(59, sleeping(15))],
    ["59 s of grace, but needs 15 s of preStop and 45 s to drain"],
  ],
  [
    "a hook by command",
    [draining(50, { lifecycle: { preStop: { exec: { command: ["sh", "-c", "sleep 10"] } } } })],
    ["10 s of preStop"],
  ],
  ["Kubernetes' 30 s", [draining(undefined)], ["30 s of grace"]],
]);
