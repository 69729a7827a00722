import { loadSettings, type Settings } from "../../stacks";
import { quotas } from "./quotas";

const settingsOf = (stack: string): Settings => loadSettings(stack, {}, () => true);

describe.each(["dev", "prod"])("the quotas of %s", (stack) => {
  const settings = settingsOf(stack);
  const { app, models, ...others } = quotas(settings);

  test("leave room for all that the autoscalers may ask for, a rollout and the warm buffer", () => {
    const { app: api, worker, warmBuffer } = settings;
    // 1 CPU of the API and a quarter of the worker for each pod, and a quarter more pods while they roll out.
    const cpu = 1.25 * (api.maxReplicas + worker.maxReplicas / 4) + warmBuffer.pods;
    expect(app.cpu).toBeGreaterThanOrEqual(cpu);
    expect(app.pods).toBeGreaterThanOrEqual(1.25 * (api.maxReplicas + worker.maxReplicas) + warmBuffer.pods);
  });

  test("leave the models as many GPUs as there can be, and nobody else one", () => {
    expect(models.gpus).toBe(settings.pools.gpu.maxCount);
    for (const quota of [app, ...Object.values(others)]) expect(quota.gpus).toBeUndefined();
  });

  test("let nobody but the edge have an address", () => {
    const { edge, ...inside } = others;
    expect(edge.loadBalancers).toBe(settings.edge.enabled ? 1 : 0);
    for (const quota of [app, models, ...Object.values(inside)]) expect(quota.loadBalancers).toBeUndefined();
  });
});

test.each([
  ["Standard_E8s_v5", 64],
  ["Standard_F8s_v2", 16],
  ["Standard_D64pds_v5", 208],
])("the app may take the memory of %s, %i GiB a node", (vmSize, memoryGib) => {
  const settings = structuredClone(settingsOf("dev"));
  settings.pools.cpu.vmSize = vmSize;
  expect(quotas(settings).app.memoryGi).toBe(memoryGib * settings.pools.cpu.maxCount);
});

test("models may take all GPUs of nodes that have several, with their memory", () => {
  const settings = structuredClone(settingsOf("prod"));
  settings.pools.gpu.vmSize = "Standard_ND96isr_H100_v5";
  const { maxCount } = settings.pools.gpu;
  expect(quotas(settings).models).toMatchObject({ gpus: 8 * maxCount, cpu: 96 * maxCount, memoryGi: 1900 * maxCount });
});

test.each(["cpu", "gpu"] as const)("there is no quota of a %s pool whose size is not known, and no guess", (kind) => {
  const settings = structuredClone(settingsOf("dev"));
  settings.pools[kind].vmSize = "Standard_ND128isr_GB300_v6";
  expect(() => quotas(settings)).toThrow(`pools.${kind}.vmSize = "Standard_ND128isr_GB300_v6": its processor is Arm's`);
});
