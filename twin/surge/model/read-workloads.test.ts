import type { Properties, Resource } from "@breakwater/plan-views";
import { readDeployments } from "./read-workloads";

const deployment = (spec: Properties): Resource => ({
  type: "kubernetes:apps/v1:Deployment",
  name: "model",
  urn: "urn:pulumi:prod::shop::kubernetes:apps/v1:Deployment::model",
  namespace: "models",
  props: { metadata: { name: "model", namespace: "models" }, spec: { template: { spec } } },
  options: { protect: false, ignoreChanges: [] },
});
const needing = (name: string, resource: string, more: Properties = {}) => ({
  name,
  resources: { limits: { [resource]: "1" } },
  ...more,
});
const gpu = "nvidia.com/gpu";
const proxy = needing("proxy", "cpu");

test.each<[where: string, spec: Properties, container: string, role: string]>([
  ["in its only container", { containers: [needing("vllm", gpu)] }, "vllm", "vllm"],
  ["behind a proxy", { containers: [proxy, needing("vllm", gpu)] }, "vllm", "vllm"],
  [
    "in a sidecar",
    { containers: [proxy], initContainers: [needing("vllm", gpu, { restartPolicy: "Always" })] },
    "vllm",
    "vllm",
  ],
  ["as a slice", { containers: [needing("vllm", "nvidia.com/mig-1g.10gb")] }, "vllm", "vllm"],
  ["only before it starts", { containers: [proxy], initContainers: [needing("warm-up", gpu)] }, "proxy", "other"],
  ["nowhere", { containers: [proxy, needing("app", "cpu")] }, "proxy", "other"],
])("a model server is told by the GPU of a container that runs as long as the pod: %s", (_, spec, container, role) => {
  expect(readDeployments([deployment(spec)])).toMatchObject([{ container: { name: container }, role }]);
});

test("a Service of one pod of a StatefulSet, by the label that its controller adds, selects none of the simulated pods", () => {
  const database = { ...deployment({ containers: [proxy] }), type: "kubernetes:apps/v1:StatefulSet" };
  const service: Resource = {
    ...database,
    type: "kubernetes:core/v1:Service",
    props: {
      metadata: { name: "model-0", namespace: "models" },
      spec: { selector: { "statefulset.kubernetes.io/pod-name": "model-0" } },
    },
  };
  expect(readDeployments([database, service])).toMatchObject([{ role: "other" }]);
});
