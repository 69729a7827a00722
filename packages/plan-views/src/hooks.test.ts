import { graceSecondsOf, killSeconds, preStopSeconds } from "./hooks";
import type { Container } from "./pod-template";
import { workloadsIn } from "./workloads";
import { resource } from "./testing/resources";

const workloadOf = (spec: object, type = "kubernetes:apps/v1:Deployment") =>
  workloadsIn(resource(type, { metadata: { name: "app" }, spec: { template: { spec } } }))[0]!;
const containers = [{ name: "app" }];

test.each<[what: string, lifecycle: Container["lifecycle"], seconds: number]>([
  ["its own action", { preStop: { sleep: { seconds: 20 } } }, 20],
  ["a command", { preStop: { exec: { command: ["sleep", "1m"] } } }, 60],
  ["a command of no words", { preStop: { exec: {} } }, 0],
  ["a request", { preStop: { httpGet: { path: "/drain", port: 8080 } } }, 0],
  ["none", {}, 0],
  ["none at all", undefined, 0],
])("a preStop hook by %s", (_what, lifecycle, seconds) => {
  expect(preStopSeconds({ name: "app", ...(lifecycle && { lifecycle }) })).toBe(seconds);
});

test("a mistyped hook is named", () => {
  const container = { name: "app", lifecycle: { preStop: { exec: { command: "sleep 5" } } } } as unknown as Container;
  expect(() => preStopSeconds(container)).toThrow(
    'Container "app": lifecycle.preStop.exec.command = "sleep 5" must be a list',
  );
});

// kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
test.each([
  ["Kubernetes' own", workloadOf({ containers }), 30],
  ["what it says", workloadOf({ containers, terminationGracePeriodSeconds: 75 }), 75],
  ["none", workloadOf({ containers, terminationGracePeriodSeconds: 0 }), 0],
  ["a patch leaves it to its object", workloadOf({ containers }, "kubernetes:apps/v1:DeploymentPatch"), undefined],
  [
    "what a patch says",
    workloadOf({ containers, terminationGracePeriodSeconds: 5 }, "kubernetes:apps/v1:DeploymentPatch"),
    5,
  ],
  ["a kind of unknown behaviour", workloadOf({ containers }, "kubernetes:example.com/v1:Widget"), undefined],
  ["Knative's is its own", workloadOf({ containers }, "kubernetes:serving.knative.dev/v1:Service"), undefined],
  ["a Rollout's", workloadOf({ containers }, "kubernetes:argoproj.io/v1alpha1:Rollout"), 30],
])("the grace period of a workload: %s", (_what, workload, seconds) => {
  expect(graceSecondsOf(workload)).toBe(seconds);
});

const sleeping = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });
const probed = (grace?: number) => ({
  livenessProbe: grace === undefined ? {} : { terminationGracePeriodSeconds: grace },
});

// kubernetes/kubernetes, pkg/kubelet/kuberuntime/kuberuntime_container.go, `killContainer`: at least 2 s after the hook
test.each<[what: string, container: object, grace: number | undefined, seconds: number]>([
  ["the pod's grace period", probed(), 75, 75],
  ["Kubernetes' own", probed(), undefined, 30],
  ["the probe's, in place of the pod's", probed(10), 600, 10],
  ["the probe's, where it is longer", probed(60), 30, 60],
  ["the hook runs in it", { ...probed(20), ...sleeping(15) }, 75, 20],
  ["a hook that uses it up leaves 2 s", { ...probed(10), ...sleeping(15) }, 75, 12],
  ["no hook runs in none, which is 2 s", { ...probed(), ...sleeping(15) }, 0, 2],
])("a liveness kill takes %s", (_what, container, terminationGracePeriodSeconds, seconds) => {
  const pod = { containers, ...(terminationGracePeriodSeconds !== undefined && { terminationGracePeriodSeconds }) };
  expect(killSeconds({ name: "app", ...container }, workloadOf(pod))).toBe(seconds);
});

test("how long a kill takes is not known where the grace period is not", () => {
  const patch = workloadOf({ containers }, "kubernetes:apps/v1:DeploymentPatch");
  expect(killSeconds({ name: "app", ...probed() }, patch)).toBeUndefined();
  expect(killSeconds({ name: "app", ...probed(10) }, patch)).toBe(10);
});
