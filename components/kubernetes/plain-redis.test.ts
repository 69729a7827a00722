import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { settled } from "../../tests/support/recorded-mocks";
import { PlainRedis, type PlainRedisArgs } from "./plain-redis";

const deployment = "kubernetes:apps/v1:Deployment";
const service = "kubernetes:core/v1:Service";
const register = (changed: Partial<PlainRedisArgs> = {}, preview = false) =>
  registerObjects([deployment, service], () => new PlainRedis("redis", { namespace: "development", ...changed }), {
    preview,
  });

async function podOf(changed: Partial<PlainRedisArgs> = {}) {
  const { spec } = (await register(changed)).object(deployment);
  return { spec, pod: spec.template.spec, container: spec.template.spec.containers[0] };
}

test("is where the app and KEDA look for it", async () => {
  expect.assertions(3);
  const { component, object } = await register();
  expect(object(service).spec).toEqual({
    type: "ClusterIP",
    selector: { "app.kubernetes.io/name": "redis" },
    ports: [{ name: "redis", port: 6379, targetPort: "redis" }],
  });
  await expect(settled(component.host)).resolves.toMatchObject({ value: "redis.development.svc" });
  expect(component.port).toBe(6379);
});

test("is one pod, never two beside one another", async () => {
  expect.assertions(1);
  expect((await podOf()).spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
});

test("keeps nothing on disk, and full it forgets conversations but no tasks", async () => {
  expect.assertions(1);
  expect((await podOf()).container.args).toEqual([
    "--save",
    "",
    "--appendonly",
    "no",
    "--maxmemory",
    "256mb",
    "--maxmemory-policy",
    "volatile-lru",
    "--protected-mode",
    "no",
  ]);
});

test("the container has room beyond the data", async () => {
  expect.assertions(2);
  const { container } = await podOf({ maxMemoryMi: 512 });
  expect(container.args).toContain("512mb");
  expect(container.resources.limits).toEqual({ memory: "640Mi", "ephemeral-storage": "512Mi" });
});

test("meets the restricted Pod Security level, with an image by digest", async () => {
  expect.assertions(4);
  const { pod, container } = await podOf();
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 999, fsGroup: 1000 });
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  expect(container.image).toMatch(/^docker\.io\/library\/redis:\d+\.\d+\.\d+-alpine@sha256:[0-9a-f]{64}$/);
});

test("a preview that does not know the namespace yet shows the pod", async () => {
  expect.assertions(1);
  const { object } = await register({ namespace: notYetKnown() }, true);
  expect(object(deployment).spec.replicas).toBe(1);
});

test.each<[string, Partial<PlainRedisArgs>, string]>([
  ["an image that moves", { image: "redis:latest" }, "image:"],
  ["no memory", { maxMemoryMi: 0 }, "maxMemoryMi: 0 must be an integer from 16"],
  ["a namespace that is no label", { namespace: "Development" }, 'namespace: "Development" must be a DNS label'],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});
