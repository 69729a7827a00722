import { defaultGraceSeconds, gpuResourcesOf } from "./pod-template";
import { annotations, detectionTime, livenessBudget, secondsOf, startupBudget, timingOf } from "./probes";
import { parseImage } from "./images";
import { parseTaint, taintText } from "./taints";

test("Kubernetes' own times, where a probe says nothing", () => {
  expect(timingOf({})).toEqual({ initialDelay: 0, period: 10, timeout: 1, failures: 3 });
});

test("budgets of a probe, seconds", () => {
  const timing = timingOf({ initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 4, failureThreshold: 3 });
  expect([livenessBudget(timing), detectionTime(timing), startupBudget(timing)]).toEqual([24, 34, 35]);
  // A check that is slower than the period delays its successor.
  expect(livenessBudget({ ...timing, timeout: 30 })).toBe(90);
  expect(startupBudget({ ...timing, timeout: 30 })).toBe(95);
  // It dies just after an answer: the next check begins a period later, two run into their time-out, the third one decides.
  expect(detectionTime({ ...timing, timeout: 30 })).toBe(10 + 30 + 30 + 30);
});

test("a pod has half a minute to end, as Kubernetes has it", () => {
  // kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow
  expect(defaultGraceSeconds).toBe(30);
});

test("each annotation has a name of its own, which people write into their templates", () => {
  // docs/policies.md
  expect(annotations).toEqual({
    longestBlock: "breakwater.dev/longest-block-seconds",
    modelLoad: "breakwater.dev/model-load-seconds",
    drain: "breakwater.dev/drain-seconds",
  });
});

test.each<[value: string, seconds: number]>([
  ["0", 0],
  ["2.5", 2.5],
  ["300s", 300],
  ["5m", 300],
  ["1h30m", 5400],
  ["1.5h", 5400],
  ["1500ms", 1.5],
  [" 60 ", 60],
])("an annotation of %j is %s seconds", (value, seconds) => {
  expect(secondsOf({ title: "", podAnnotations: { own: value } }, "own")).toBe(seconds);
});

test("without the annotation there are no seconds", () => {
  expect(secondsOf({ title: "", podAnnotations: {} }, "own")).toBeUndefined();
});

test.each(["", "Infinity", "five minutes", "-1", "5 m", "1d", "300s or so", "0x10", "1e3"])(
  "an annotation of %j is refused by its name, its value and what is allowed",
  (value) => {
    const read = () => secondsOf({ title: 'Deployment "models/vllm"', podAnnotations: { own: value } }, "own");
    expect(read).toThrow(
      `Deployment "models/vllm": annotation own = ${JSON.stringify(value)} must be seconds or a time, such as 300, 300s, 5m or 1h30m`,
    );
  },
);

test.each([
  [{ limits: { "nvidia.com/gpu": "2" } }, ["nvidia.com/gpu"]],
  [{ requests: { "nvidia.com/gpu": 1 } }, ["nvidia.com/gpu"]],
  [{ limits: { "nvidia.com/mig-1g.10gb": "1" } }, ["nvidia.com/mig-1g.10gb"]],
  [{ limits: { "nvidia.com/gpu.shared": "1" } }, ["nvidia.com/gpu.shared"]],
  [{ limits: { "nvidia.com/gpu": 0 } }, []],
  [{ limits: { "nvidia.com/gpu": "one" } }, ["nvidia.com/gpu"]],
  [{ limits: { cpu: "1", "nvidia.com/gpuless": "1" } }, []],
  [{ limits: { cpu: "1", "nvidia.com/gpu.shared.large": "1", "nvidia.com/mig-": "1", "a.nvidia.com/gpu": "1" } }, []],
  [undefined, []],
])("GPUs of %j: %j", (resources, gpus) => expect(gpuResourcesOf({ name: "app", resources })).toEqual(gpus));

// The first part is a host where it has a dot or a colon, or is localhost (github.com/distribution/reference, `splitDockerDomain`).
test.each([
  ["redis", { registry: "docker.io", repository: "library/redis", tag: undefined, digest: undefined }],
  ["library/redis:8", { registry: "docker.io", repository: "library/redis", tag: "8", digest: undefined }],
  ["localhost/app:1", { registry: "localhost", repository: "app", tag: "1", digest: undefined }],
  [
    "crshop.azurecr.io/docker-hub/library/redis:8",
    { registry: "crshop.azurecr.io", repository: "docker-hub/library/redis", tag: "8", digest: undefined },
  ],
  ["redis:8.2", { registry: "docker.io", repository: "library/redis", tag: "8.2", digest: undefined }],
  ["localhost", { registry: "docker.io", repository: "library/localhost", tag: undefined, digest: undefined }],
  ["ghcr.io/kedacore/keda:2.20", { registry: "ghcr.io", repository: "kedacore/keda", tag: "2.20", digest: undefined }],
  ["kedacore/keda/part:2", { registry: "docker.io", repository: "kedacore/keda/part", tag: "2", digest: undefined }],
  ["registry:5000/app", { registry: "registry:5000", repository: "app", tag: undefined, digest: undefined }],
  [
    "crshop.azurecr.io/app:1@sha256:ab",
    { registry: "crshop.azurecr.io", repository: "app", tag: "1", digest: "sha256:ab" },
  ],
])("the image %s", (name, image) => expect(parseImage(name)).toEqual(image));

test("a taint's parts; an empty value is none", () => {
  expect(parseTaint("sku=gpu:NoSchedule")).toEqual({ key: "sku", value: "gpu", effect: "NoSchedule" });
  expect(parseTaint("sku:NoExecute")).toEqual({ key: "sku", effect: "NoExecute" });
  expect(parseTaint("sku=:NoExecute")).toEqual({ key: "sku", effect: "NoExecute" });
  expect(taintText({ key: "sku", value: null as never, effect: "NoExecute" })).toBe("sku:NoExecute");
});

test.each(["sku=gpu:NoSchedule", "sku:NoExecute"])("the taint %s, apart and together", (text) => {
  expect(taintText(parseTaint(text)!)).toBe(text);
});

test.each([
  "gpu",
  "=gpu:NoSchedule",
  "sku=gpu",
  "sku=a=b:NoSchedule",
  "sku=gpu:",
  "sku=gpu:No Schedule",
  "sku=gpu:NoSuchEffect",
  "s ku=gpu:NoSchedule",
  "a:sku=gpu:NoSchedule",
])("%s is no taint", (text) => {
  expect(parseTaint(text)).toBeUndefined();
});
