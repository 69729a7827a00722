import { recordResources, type Registered, settled } from "../../../tests/support/recorded-mocks";
import { GpuServices, type GpuServicesArgs } from "./gpu-services";

const release = "kubernetes:helm.sh/v3:Release";

/** Inputs of the releases, by name. */
async function releases(changed: Partial<GpuServicesArgs> = {}): Promise<Record<string, Registered["inputs"]>> {
  const { registered } = await recordResources({ resources: { [release]: () => ({}) } });
  const { versions } = new GpuServices("gpu-services", { namespace: "gpu-services", ...changed });
  await settled(versions);
  const found = registered.filter(({ type }) => type === release);
  return Object.fromEntries(found.map(({ name, inputs }) => [name, inputs]));
}

test("device plugin and exporter come by their charts, at one version each", async () => {
  expect.assertions(2);
  const { "nvidia-device-plugin": plugin, "dcgm-exporter": exporter } = await releases();
  expect(plugin).toMatchObject({ namespace: "gpu-services", chart: "nvidia-device-plugin", version: "0.20.0" });
  expect(exporter).toMatchObject({ namespace: "gpu-services", chart: "dcgm-exporter", version: "4.8.2" });
});

const gpuTaint = { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" };

test("A2: both tolerate the GPU pool's taint, and no other", async () => {
  expect.assertions(2);
  for (const { values } of Object.values(await releases())) expect(values!.tolerations).toEqual([gpuTaint]);
});

test("A2: both run on the GPU pool alone, without labels of Node Feature Discovery", async () => {
  expect.assertions(2);
  const { "nvidia-device-plugin": plugin, "dcgm-exporter": exporter } = await releases();
  expect(plugin!.values.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual({
    nodeSelectorTerms: [{ matchExpressions: [{ key: "sku", operator: "In", values: ["gpu"] }] }],
  });
  expect(exporter!.values.nodeSelector).toEqual({ sku: "gpu" });
});

test("on spot nodes they tolerate Azure's own taint too", async () => {
  expect.assertions(2);
  for (const { values } of Object.values(await releases({ spotNodes: true }))) {
    expect(values!.tolerations).toContainEqual({
      key: "kubernetes.azure.com/scalesetpriority",
      operator: "Equal",
      value: "spot",
      effect: "NoSchedule",
    });
  }
});

test("refuses a namespace that is no label", async () => {
  expect.assertions(1);
  await expect(releases({ namespace: "GPU" })).rejects.toThrow('namespace: "GPU" must be a DNS label');
});
