import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { WarmBuffer, type WarmBufferArgs } from "./warm-buffer";

const deployment = "kubernetes:apps/v1:Deployment";
const args: WarmBufferArgs = { namespace: "production", pods: 8 };
const register = (changed: Partial<WarmBufferArgs> = {}, preview = false) =>
  registerObjects([deployment], () => new WarmBuffer("warm-buffer", { ...args, ...changed }), { preview });

async function podOf(changed: Partial<WarmBufferArgs> = {}) {
  const { spec } = (await register(changed)).object(deployment);
  return { spec, pod: spec.template.spec, container: spec.template.spec.containers[0] };
}

test("each place is as large as a pod of the app, on the CPU pool", async () => {
  expect.assertions(3);
  const { spec, pod, container } = await podOf();
  expect(spec.replicas).toBe(8);
  expect(pod.nodeSelector).toEqual({ "breakwater.dev/pool": "cpu" });
  expect(container.resources).toEqual({
    requests: { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" },
    limits: { memory: "1Gi", "ephemeral-storage": "1Gi" },
  });
});

test("yields first, and within a second", async () => {
  expect.assertions(2);
  const { pod } = await podOf();
  expect(pod.priorityClassName).toBe("breakwater-warm-buffer");
  expect(pod.terminationGracePeriodSeconds).toBe(1);
});

test("there is a place on every node and in every zone, as far as it goes", async () => {
  expect.assertions(2);
  const { topologySpreadConstraints: constraints } = (await podOf()).pod;
  expect(constraints.map(({ topologyKey }: { topologyKey: string }) => topologyKey)).toEqual([
    "topology.kubernetes.io/zone",
    "kubernetes.io/hostname",
  ]);
  expect(constraints[0].whenUnsatisfiable).toBe("ScheduleAnyway");
});

test("a rollout needs no second buffer's room", async () => {
  expect.assertions(1);
  expect((await podOf()).spec.strategy).toEqual({ type: "Recreate" });
});

test("meets the restricted Pod Security level, with an image by digest", async () => {
  expect.assertions(4);
  const { pod, container } = await podOf();
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65_535 });
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  expect(container.image).toMatch(/^registry\.k8s\.io\/pause:3\.10\.1@sha256:[0-9a-f]{64}$/);
});

test("a preview that does not know the namespace yet shows how many there will be", async () => {
  expect.assertions(1);
  const { object } = await register({ namespace: notYetKnown() }, true);
  expect(object(deployment).spec.replicas).toBe(8);
});

test("a place may be written as Kubernetes writes quantities", async () => {
  expect.assertions(1);
  const { container } = await podOf({ cpu: "1.5", memory: "1Ti", ephemeralStorage: "500M" });
  expect(container.resources.requests).toEqual({ cpu: "1.5", memory: "1Ti", "ephemeral-storage": "500M" });
});

test.each<[string, Partial<WarmBufferArgs>, string]>([
  ["a buffer of nothing", { pods: 0 }, "pods: 0 must be an integer from 1"],
  ["an image that moves", { image: "registry.k8s.io/pause:latest" }, "image:"],
  ["CPU that is no quantity", { cpu: "one" }, 'cpu: "one" must be a Kubernetes quantity'],
  ["a suffix that Kubernetes has not", { memory: "1GB" }, 'memory: "1GB" must be a Kubernetes quantity'],
  ["less than nothing", { cpu: "-1" }, 'cpu: "-1" must be a Kubernetes quantity above 0'],
  ["a place without memory", { memory: "0" }, 'memory: "0" must be a Kubernetes quantity'],
  ["a namespace that is no label", { namespace: "Production" }, 'namespace: "Production" must be a DNS label'],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});
