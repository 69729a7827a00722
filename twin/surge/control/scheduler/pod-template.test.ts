import { podTemplateOf } from "./pod-template";
import { cpu, memory, podsResource } from "./resources";

const container = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });
const of = { namespace: "production", name: "app" };

test("requests are those of all containers, limits where there are none, and count as one pod", () => {
  const { requests } = podTemplateOf(of, {
    spec: { containers: [container("500m", "1Gi"), { resources: { limits: { cpu: "1", memory: "1Gi" } } }] },
  });
  expect([requests[cpu], requests[memory], requests[podsResource]]).toEqual([1500, 2 * 2 ** 30, 1]);
});

test("an init container that is larger than all others together decides, a sidecar is added", () => {
  const { requests } = podTemplateOf(of, {
    spec: {
      initContainers: [{ ...container("200m", "1Gi"), restartPolicy: "Always" }, container("3", "1Gi")],
      containers: [container("1", "4Gi")],
      overhead: { cpu: "100m" },
    },
  });
  expect([requests[cpu], requests[memory]]).toEqual([3300, 5 * 2 ** 30]);
});

test("what keeps a node from being removed is read", () => {
  const plain = podTemplateOf(of, { spec: { containers: [] } });
  expect([plain.staysPut, plain.localStorage]).toEqual([false, false]);
  const annotations = { "cluster-autoscaler.kubernetes.io/safe-to-evict": "false" };
  expect(podTemplateOf(of, { metadata: { annotations }, spec: { containers: [] } }).staysPut).toBe(true);
  expect(podTemplateOf({ ...of, namespace: "kube-system" }, { spec: { containers: [] } }).staysPut).toBe(true);
  expect(podTemplateOf(of, { spec: { containers: [], volumes: [{ emptyDir: {} }] } }).localStorage).toBe(true);
});

test("a resource that no node offers is remembered, where it is asked for", () => {
  const spec = { containers: [{ resources: { limits: { "amd.com/gpu": "1", "hugepages-2Mi": "0" } } }] };
  expect(podTemplateOf(of, { spec }).unknownResources).toEqual(["amd.com/gpu"]);
});
