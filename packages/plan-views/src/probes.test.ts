import { gpuResourcesOf } from "./pod-template";
import { detectionTime, livenessBudget, startupBudget, timingOf } from "./probes";
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
});

test.each([
  [{ limits: { "nvidia.com/gpu": "2" } }, ["nvidia.com/gpu"]],
  [{ requests: { "nvidia.com/gpu": 1 } }, ["nvidia.com/gpu"]],
  [{ limits: { "nvidia.com/mig-1g.10gb": "1" } }, ["nvidia.com/mig-1g.10gb"]],
  [{ limits: { "nvidia.com/gpu.shared": "1" } }, ["nvidia.com/gpu.shared"]],
  [{ limits: { "nvidia.com/gpu": 0 } }, []],
  [{ limits: { cpu: "1", "nvidia.com/gpuless": "1" } }, []],
  [undefined, []],
])("GPUs of %j: %j", (resources, gpus) => expect(gpuResourcesOf({ name: "app", resources })).toEqual(gpus));

test.each([
  ["redis", { registry: "docker.io", tag: undefined, digest: undefined }],
  ["library/redis:8", { registry: "docker.io", tag: "8", digest: undefined }],
  ["localhost/app:1", { registry: "localhost", tag: "1", digest: undefined }],
  ["registry:5000/app", { registry: "registry:5000", tag: undefined, digest: undefined }],
  ["crshop.azurecr.io/app:1@sha256:ab", { registry: "crshop.azurecr.io", tag: "1", digest: "sha256:ab" }],
])("the image %s", (name, image) => expect(parseImage(name)).toEqual(image));

test.each(["sku=gpu:NoSchedule", "sku:NoExecute"])("the taint %s, apart and together", (text) => {
  expect(taintText(parseTaint(text)!)).toBe(text);
});

test.each(["gpu", "=gpu:NoSchedule", "sku=gpu", "sku=a=b:NoSchedule"])("%s is no taint", (text) => {
  expect(parseTaint(text)).toBeUndefined();
});
