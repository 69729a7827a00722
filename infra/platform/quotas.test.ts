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

test("a VM size that is not known is taken for a large one", () => {
  const settings = structuredClone(settingsOf("dev"));
  settings.pools.cpu.vmSize = "Standard_HB120rs_v3";
  expect(quotas(settings).app.cpu).toBe(128 * settings.pools.cpu.maxCount);
});
