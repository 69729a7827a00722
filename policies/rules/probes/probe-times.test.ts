import { judgesAs } from "../../testing/judged";
import { deployment, gpuDeployment, probe } from "../../testing/resources";
import { probeDetectionTime } from "./probe-detection-time";
import { probeLivenessBudget } from "./probe-liveness-budget";
import { probeStartupBudget } from "./probe-startup-budget";

const loading = (startupProbe?: object, seconds = "300") =>
  deployment({}, { startupProbe }, { annotations: { "breakwater.dev/model-load-seconds": seconds } });
const blocking = (seconds: number | string, container: object = {}, pod: object = {}) =>
  deployment(pod, container, { annotations: { "breakwater.dev/longest-block-seconds": String(seconds) } });
const liveness = (changes: object = {}) => ({ livenessProbe: probe("/live", changes) });

judgesAs(probeStartupBudget, [
  ["a budget of twice the load", [loading(probe("/health", { failureThreshold: 60 }))], []],
  ["a budget of exactly the load", [loading(probe("/health", { failureThreshold: 30 }))], []],
  ["no model", [deployment()], ["not applicable"]],
  [
    "a short budget",
    [loading(probe("/health", { failureThreshold: 29 }))],
    ["given 290 s to start, but loads its model for 300 s"],
  ],
  ["no start-up probe", [loading()], ["has no start-up probe, and its liveness probe restarts it after 25 s"]],
  ["Kubernetes' default period", [loading({ failureThreshold: 20 })], ["given 200 s"]],
  ["a load as a time", [loading(probe("/health", { failureThreshold: 29 }), "5m")], ["loads its model for 300 s"]],
  [
    "a load that is no time",
    [loading(probe("/health"), "five minutes")],
    [
      'Deployment "production/shop": annotation breakwater.dev/model-load-seconds = "five minutes" must be seconds or a time, such as 300',
    ],
  ],
  [
    "liveness that begins after the load",
    [
      deployment({}, liveness({ initialDelaySeconds: 300 }), {
        annotations: { "breakwater.dev/model-load-seconds": "300" },
      }),
    ],
    [],
  ],
  [
    "the container with the GPU loads, not its proxy",
    [
      deployment(
        {
          containers: [
            { name: "router", startupProbe: probe("/ok", { failureThreshold: 3 }) },
            {
              name: "vllm",
              resources: { limits: { "nvidia.com/gpu": "1" } },
              startupProbe: probe("/ok", { failureThreshold: 30 }),
            },
          ],
        },
        {},
        { annotations: { "breakwater.dev/model-load-seconds": "300" } },
      ),
    ],
    [],
  ],
  [
    "a model server without a start-up probe and without a word",
    [gpuDeployment({}, { startupProbe: undefined })],
    [
      'not applicable: Container "vllm" of Deployment "models/vllm" looks like a model server and has no start-up probe, and how long it loads is not known',
    ],
  ],
  [
    "a model server by its image",
    [deployment({}, { image: "docker.io/ollama/ollama:0.9" })],
    ['not applicable: Container "app" of Deployment "production/shop" looks like a model server'],
  ],
  [
    "a model server that nobody asks",
    [gpuDeployment({}, { startupProbe: undefined, livenessProbe: undefined })],
    ["not applicable"],
  ],
  [
    "a patch",
    [deployment({}, {}, { kind: "DeploymentPatch", annotations: { "breakwater.dev/model-load-seconds": "300" } })],
    [],
  ],
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
  ["a block as a time", [blocking("1m")], ["may block for 60 s"]],
  [
    "a block that is no time",
    [blocking("a while")],
    ['annotation breakwater.dev/longest-block-seconds = "a while" must be seconds or a time'],
  ],
  [
    "an exporter beside the one that blocks",
    [blocking(25, {}, { initContainers: [{ name: "exporter", restartPolicy: "Always", livenessProbe: {} }] })],
    [],
  ],
  [
    "the one that blocks is the one that is named",
    [
      deployment(
        {
          containers: [
            { name: "first", livenessProbe: {} },
            { name: "second", ...liveness() },
          ],
        },
        {},
        {
          annotations: {
            "breakwater.dev/longest-block-seconds": "25",
            "kubectl.kubernetes.io/default-container": "second",
          },
        },
      ),
    ],
    [],
  ],
]);

const grace = (terminationGracePeriodSeconds: number | undefined) => ({ terminationGracePeriodSeconds });

judgesAs(probeDetectionTime, [
  ["35 s until it is seen, and 60 s of grace", [deployment()], []],
  [
    "the worker profile: 30 + 60 + 30 s, and 10 s to end",
    [deployment({}, liveness({ periodSeconds: 30, timeoutSeconds: 30, terminationGracePeriodSeconds: 10 }))],
    [],
  ],
  [
    "the worker profile with the pod's grace",
    [deployment({}, liveness({ periodSeconds: 30, timeoutSeconds: 30 }))],
    [
      'Container "app" of Deployment "production/shop" may hang for 180 s before it is restarted: 120 s until its liveness has failed, and 60 s of grace that the kill waits for; allowed are 130 s',
    ],
  ],
  ["ten minutes", [deployment({}, liveness({ failureThreshold: 60 }))], ["may hang for 665 s"]],
  ["ten minutes of grace", [deployment(grace(600))], ["600 s of grace"]],
  [
    "ten minutes of grace, of which a hang gets 10 s",
    [deployment(grace(600), liveness({ terminationGracePeriodSeconds: 10 }))],
    [],
  ],
  ["ten minutes of grace in which nobody asks", [deployment(grace(600), { livenessProbe: undefined })], []],
  [
    "Kubernetes' grace of 30 s",
    [deployment(grace(undefined))],
    ["35 s until its liveness has failed, and 30 s of grace"],
    { mostSeconds: 60 },
  ],
  ["another bound by config", [deployment()], ["allowed are 20 s"], { mostSeconds: 20 }],
  [
    "a sidecar",
    [deployment({ initContainers: [{ name: "mesh", restartPolicy: "Always", ...liveness({ periodSeconds: 60 }) }] })],
    ['Container "mesh"'],
  ],
  [
    "a patch that leaves its times out",
    [deployment(grace(600), { livenessProbe: {} }, { kind: "DeploymentPatch" })],
    [],
  ],
  ["a patch that says them", [deployment(grace(600), {}, { kind: "DeploymentPatch" })], ["may hang for 635 s"]],
  ["a patch that says no grace", [deployment(grace(undefined), {}, { kind: "DeploymentPatch" })], []],
  [
    "a grace period of readiness, which kills nothing",
    [deployment({}, { readinessProbe: probe("/ready", { terminationGracePeriodSeconds: 10 }) })],
    ["readinessProbe.terminationGracePeriodSeconds = 10 is refused by Kubernetes"],
  ],
  [
    "no grace of its own for liveness",
    [deployment({}, liveness({ terminationGracePeriodSeconds: 0 }))],
    ["livenessProbe.terminationGracePeriodSeconds = 0 is refused by Kubernetes; allowed are 1 s"],
  ],
]);
