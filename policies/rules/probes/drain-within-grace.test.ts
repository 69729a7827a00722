import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { drainWithinGrace } from "./drain-within-grace";

const annotated = (drain: string, grace: number | undefined, container: object = {}) =>
  deployment({ terminationGracePeriodSeconds: grace }, container, {
    annotations: { "breakwater.dev/drain-seconds": drain },
  });
const draining = (grace: number | undefined, container: object = {}) => annotated("45", grace, container);
const sleeping = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });
const running = (...command: string[]) => ({ lifecycle: { preStop: { exec: { command } } } });
const plain = (grace: number | undefined, container: object = {}, pod: object = {}, object: object = {}) =>
  deployment({ terminationGracePeriodSeconds: grace, ...pod }, container, object);
const beside = (container: object, pod: object = {}) =>
  deployment({
    terminationGracePeriodSeconds: 30,
    ...pod,
    containers: [{ name: "app" }, { name: "proxy", ...container }],
  });

judgesAs(drainWithinGrace, [
  ["a drain and time enough", [draining(60, sleeping(15))], []],
  ["a drain of exactly what is left", [draining(60, sleeping(15))], []],
  ["a drain without a hook", [draining(45)], []],
  ["a drain as a time", [annotated("45s", 60, sleeping(15))], []],
  [
    "a hook and a drain beyond it",
    [draining(59, sleeping(15))],
    ['Container "app" of Deployment "production/shop" has 59 s of grace, but needs 15 s of preStop and 45 s to drain'],
  ],
  ["a drain after a command", [draining(50, running("sh", "-c", "sleep 10"))], ["10 s of preStop"]],
  ["a drain in Kubernetes' 30 s", [draining(undefined)], ["30 s of grace"]],
  ["no drain leaves the hook", [annotated("0", 15, sleeping(15))], ["preStop hook of 15 s uses up"]],
  [
    "a drain that is no time",
    [annotated("soon", 60)],
    ['annotation breakwater.dev/drain-seconds = "soon" must be seconds or a time'],
  ],

  ["no hook and no word", [plain(30)], ["not applicable"]],
  ["a hook shorter than the grace period", [plain(30, sleeping(29))], []],
  [
    "a hook as long as the grace period",
    [plain(30, sleeping(30))],
    ["has 30 s of grace, which its preStop hook of 30 s uses up"],
  ],
  ["a hook longer than Kubernetes' own", [plain(undefined, running("/bin/sleep", "45"))], ["preStop hook of 45 s"]],
  ["a hook in minutes", [plain(60, running("sleep", "1m", "30s"))], ["preStop hook of 90 s"]],
  ["a hook behind another command", [plain(60, running("sh", "-c", "./step-down && sleep 90"))], ["of 90 s"]],
  ["a hook that never ends", [plain(600, running("sleep", "infinity"))], ["preStop hook of no end"]],
  ["a hook that no grace period lets run", [plain(0, sleeping(5))], ["0 s of grace"]],
  ["a part of a second", [plain(1, running("sleep", "0.5"))], []],
  ["a request", [plain(1, { lifecycle: { preStop: { httpGet: { path: "/drain", port: 80 } } } })], []],
  ["a loop", [plain(30, running("sh", "-c", "while kill -0 1; do sleep 60; done"))], []],
  ["a variable", [plain(30, running("sh", "-c", 'sleep "$DRAIN"'))], []],
  [
    "a variable that the template sets",
    [plain(30, { ...running("sh", "-c", "sleep $DRAIN"), env: [{ name: "DRAIN", value: "40" }] })],
    ["of 40 s"],
  ],
  ["a time-out", [plain(30, running("timeout", "20", "sleep", "60"))], []],
  ["text", [plain(30, running("sh", "-c", "echo sleep 60"))], []],

  ["two hooks at the same time", [beside(sleeping(20))], []],
  ["the second container's", [beside(sleeping(40))], ['Container "proxy" of Deployment "production/shop"']],
  [
    "a sidecar's, which starts with the others'",
    [plain(30, {}, { initContainers: [{ name: "mesh", restartPolicy: "Always", ...sleeping(30) }] })],
    ['Container "mesh"'],
  ],
  [
    "the drain is the first container's",
    [
      deployment(
        {
          terminationGracePeriodSeconds: 60,
          containers: [
            { name: "app", ...sleeping(5) },
            { name: "proxy", ...sleeping(40) },
          ],
        },
        {},
        { annotations: { "breakwater.dev/drain-seconds": "45" } },
      ),
    ],
    [],
  ],

  ["a StatefulSet", [plain(60, sleeping(90), {}, { kind: "StatefulSet" })], ['StatefulSet "production/shop"']],
  ["a Job", [{ ...plain(undefined, sleeping(60)), type: "kubernetes:batch/v1:Job" }], ["has 30 s of grace"]],
  ["a patch whose object says how long", [plain(undefined, sleeping(60), {}, { kind: "DeploymentPatch" })], []],
  ["a patch that says both", [plain(30, sleeping(60), {}, { kind: "DeploymentPatch" })], ["has 30 s of grace"]],
  [
    "a Rollout",
    [
      resource("kubernetes:argoproj.io/v1alpha1:Rollout", "app", {
        metadata: { name: "app", namespace: "shop" },
        spec: { template: { spec: { containers: [{ name: "app", ...sleeping(30) }] } } },
      }),
    ],
    ['Rollout "shop/app" has 30 s of grace'],
  ],
]);
