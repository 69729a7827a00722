import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { NamespaceQuota, type NamespaceQuotaArgs } from "./namespace-quota";

const quota = "kubernetes:core/v1:ResourceQuota";
const range = "kubernetes:core/v1:LimitRange";
const args: NamespaceQuotaArgs = { namespace: "models", pods: 10, cpu: 48, memoryGi: 400, gpus: 3 };
const register = (changed: Partial<NamespaceQuotaArgs> = {}, preview = false) =>
  registerObjects([quota, range], () => new NamespaceQuota("models", { ...args, ...changed }), { preview });

test("holds a namespace to what it may take", async () => {
  expect.assertions(2);
  const { object } = await register();
  expect(object(quota).metadata).toMatchObject({ name: "models", namespace: "models" });
  expect(object(quota).spec.hard).toEqual({
    pods: "10",
    "requests.cpu": "48",
    "requests.memory": "400Gi",
    "requests.nvidia.com/gpu": "3",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  });
});

test("by default nothing takes a GPU and nothing is shown to the world", async () => {
  expect.assertions(1);
  const { object } = await register({ gpus: undefined });
  expect(object(quota).spec.hard).toMatchObject({ "requests.nvidia.com/gpu": "0", "services.loadbalancers": "0" });
});

test("a load balancer has its node ports with it", async () => {
  expect.assertions(1);
  const { object } = await register({ loadBalancers: 1 });
  expect(object(quota).spec.hard).toMatchObject({ "services.loadbalancers": "1", "services.nodeports": "3" });
});

test("a container that requests nothing still runs, and none is limited that did not ask for it", async () => {
  expect.assertions(1);
  const { object } = await register();
  expect(object(range).spec.limits).toEqual([{ type: "Container", defaultRequest: { cpu: "50m", memory: "64Mi" } }]);
});

test("a preview that does not know the namespace yet shows the figures", async () => {
  expect.assertions(1);
  const { object } = await register({ namespace: notYetKnown() }, true);
  expect(object(quota).spec.hard).toMatchObject({ pods: "10" });
});

test.each<[string, Partial<NamespaceQuotaArgs>, string]>([
  ["a namespace that is no label", { namespace: "Models" }, 'namespace: "Models" must be a DNS label'],
  ["less than no pods", { pods: -1 }, "pods: -1 must be an integer from 0"],
  ["a fraction of a core", { cpu: 0.5 }, "cpu: 0.5 must be an integer from 0"],
  ["memory that is no number", { memoryGi: NaN }, "memoryGi: null must be an integer from 0"],
  ["half a GPU", { gpus: 0.5 }, "gpus: 0.5 must be an integer from 0"],
  ["a load balancer too few", { loadBalancers: -1 }, "loadBalancers: -1 must be an integer from 0"],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});
