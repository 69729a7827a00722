import { notYetKnown, registerObjects } from "../../../tests/support/kubernetes-objects";
import { settled } from "../../../tests/support/recorded-mocks";
import { VllmServer, type VllmServerArgs } from "./vllm-server";

const deployment = "kubernetes:apps/v1:Deployment";
const service = "kubernetes:core/v1:Service";
const account = "kubernetes:core/v1:ServiceAccount";
const budget = "kubernetes:policy/v1:PodDisruptionBudget";
const all = [deployment, service, account, budget];

const args: VllmServerArgs = { namespace: "models", replicas: 1 };
const register = (changed: Partial<VllmServerArgs> = {}, preview = false) =>
  registerObjects(all, () => new VllmServer("vllm", { ...args, ...changed }), { preview });

/** Deployment, pod and container of a fresh registration. */
async function podOf(changed: Partial<VllmServerArgs> = {}) {
  const { spec } = (await register(changed)).object(deployment);
  return { spec, template: spec.template, pod: spec.template.spec, container: spec.template.spec.containers[0] };
}

test("every object has an explicit name and namespace, and there is one of each", async () => {
  expect.assertions(5);
  const { object, types } = await register();
  expect(types).toEqual([...all].sort());
  for (const type of all) expect(object(type).metadata).toMatchObject({ name: "vllm", namespace: "models" });
});

describe("F1: what is served", () => {
  test("is Qwen3-14B with 90 % of the GPU, and SIGTERM drains", async () => {
    expect.assertions(1);
    expect((await podOf()).container.args).toEqual([
      "--model=Qwen/Qwen3-14B",
      "--served-model-name=Qwen/Qwen3-14B",
      "--port=8000",
      "--max-model-len=16384",
      "--gpu-memory-utilization=0.9",
      "--enable-prefix-caching",
      "--shutdown-timeout=45",
    ]);
  });

  test("follows the arguments", async () => {
    expect.assertions(1);
    const { container } = await podOf({
      model: "microsoft/phi-4",
      servedModelName: "phi",
      maxModelLen: 8192,
      gpuMemoryUtilization: 0.8,
      drainSeconds: 60,
    });
    expect(container.args).toEqual([
      "--model=microsoft/phi-4",
      "--served-model-name=phi",
      "--port=8000",
      "--max-model-len=8192",
      "--gpu-memory-utilization=0.8",
      "--enable-prefix-caching",
      "--shutdown-timeout=60",
    ]);
  });

  test("comes from an image by digest", async () => {
    expect.assertions(1);
    expect((await podOf()).container.image).toMatch(
      /^docker\.io\/vllm\/vllm-openai:v\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/,
    );
  });

  test("has probes that fit its load time, and a rollout that waits for node and load", async () => {
    expect.assertions(6);
    const { spec, template, container } = await podOf();
    const httpGet = { path: "/health", port: 8000 };
    expect(container.startupProbe).toMatchObject({ httpGet, periodSeconds: 10, failureThreshold: 61 });
    expect(container.livenessProbe).toMatchObject({ httpGet, periodSeconds: 10, timeoutSeconds: 30 });
    // Hook and engine end within it, and the hang that it ends is over after two minutes.
    expect(container.livenessProbe.terminationGracePeriodSeconds).toBe(20);
    expect(container.readinessProbe).toMatchObject({ httpGet, periodSeconds: 5 });
    expect(template.metadata.annotations["breakwater.dev/model-load-seconds"]).toBe("301");
    expect(spec.progressDeadlineSeconds).toBe(900 + 97 + 610);
  });

  test("may load for longer when the model takes longer", async () => {
    expect.assertions(2);
    const { spec, container } = await podOf({ modelLoadSeconds: 900, scaleUpDeadlineSeconds: 1897 });
    expect(container.startupProbe.failureThreshold * container.startupProbe.periodSeconds).toBe(1800);
    expect(spec.progressDeadlineSeconds).toBe(900 + 97 + 1800);
  });

  test("is found by its address", async () => {
    expect.assertions(2);
    const { component, object } = await register();
    expect(object(service).spec).toEqual({
      type: "ClusterIP",
      selector: { "app.kubernetes.io/name": "vllm" },
      ports: [{ name: "http", port: 8000, targetPort: "http", appProtocol: "http" }],
    });
    await expect(settled(component.url)).resolves.toMatchObject({ value: "http://vllm.models.svc:8000/v1" });
  });
});

describe("J3: weights from the model store", () => {
  const modelStore = { accountName: "stmodels", containerName: "models", identityClientId: "client-id" };

  test("are streamed to the GPU, and clients still ask by the model's own name", async () => {
    expect.assertions(2);
    const { container } = await podOf({ modelStore });
    expect(container.args.slice(0, 3)).toEqual([
      "--model=az://models/Qwen/Qwen3-14B",
      "--load-format=runai_streamer",
      "--served-model-name=Qwen/Qwen3-14B",
    ]);
    expect(container.env).toContainEqual({ name: "AZURE_STORAGE_ACCOUNT_NAME", value: "stmodels" });
  });

  test("are opened by Workload Identity: no key, no token of the cluster's", async () => {
    expect.assertions(4);
    const { object } = await register({ modelStore });
    const { template } = object(deployment).spec;
    expect(template.metadata.labels["azure.workload.identity/use"]).toBe("true");
    expect(object(account).metadata.annotations).toEqual({ "azure.workload.identity/client-id": "client-id" });
    expect(template.spec.automountServiceAccountToken).toBe(false);
    expect(JSON.stringify(template)).not.toMatch(/KEY|SECRET|secretKeyRef/);
  });

  test("make the start-up budget shorter: 121 s to load", async () => {
    expect.assertions(3);
    const { spec, template, pod } = await podOf({ modelStore });
    expect(template.metadata.annotations["breakwater.dev/model-load-seconds"]).toBe("121");
    expect(spec.progressDeadlineSeconds).toBe(900 + 97 + 600);
    expect(pod.volumes).toContainEqual({ name: "cache", emptyDir: { sizeLimit: "20Gi" } });
  });

  test("are downloaded without one, by nobody in particular", async () => {
    expect.assertions(2);
    const { object } = await register();
    expect(object(account).metadata).not.toHaveProperty("annotations");
    expect(object(deployment).spec.template.metadata.labels).not.toHaveProperty(["azure.workload.identity/use"]);
  });

  test("and kernels from a claim bring it down to 63 s", async () => {
    expect.assertions(3);
    const { template, pod, container } = await podOf({ modelStore, compileCacheClaim: "vllm-compiled" });
    expect(template.metadata.annotations["breakwater.dev/model-load-seconds"]).toBe("63");
    expect(pod.volumes).toContainEqual({
      name: "compiled",
      persistentVolumeClaim: { claimName: "vllm-compiled" },
    });
    expect(container.volumeMounts).toContainEqual({ name: "compiled", mountPath: "/cache/vllm" });
  });
});

test("two Deployments of one name in a namespace are refused; in another namespace it is free", async () => {
  expect.assertions(2);
  const twice = registerObjects(all, () => [new VllmServer("vllm", args), new VllmServer("vllm", args)]);
  await expect(twice).rejects.toThrow('name: "vllm" must be no Deployment\'s of models; one of VllmServer has it');
  const apart = registerObjects(all, () => [
    new VllmServer("vllm", args),
    new VllmServer("vllm", { ...args, namespace: "other" }),
  ]);
  await expect(apart).resolves.toBeDefined();
});

describe("A2: the GPU pool", () => {
  test("is tolerated, selected and asked for one GPU", async () => {
    expect.assertions(3);
    const { pod, container } = await podOf();
    expect(pod.tolerations).toEqual([{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }]);
    expect(pod.nodeSelector).toEqual({ sku: "gpu" });
    expect(container.resources.limits["nvidia.com/gpu"]).toBe("1");
  });

  test("fits a Standard_NC24ads_A100_v4: 24 vCPU and 220 GiB", async () => {
    expect.assertions(3);
    const { requests, limits } = (await podOf()).container.resources;
    // AKS gives such a size an OS disk of 512 GiB.
    expect([requests["ephemeral-storage"], limits["ephemeral-storage"]]).toEqual(["85Gi", "85Gi"]);
    expect(Number(requests.cpu)).toBeLessThan(24);
    expect(Number.parseInt(limits.memory)).toBeLessThan(220);
  });

  test("may be made of spot nodes, which carry Azure's own taint too", async () => {
    expect.assertions(1);
    expect((await podOf({ spotNodes: true })).pod.tolerations).toContainEqual({
      key: "kubernetes.azure.com/scalesetpriority",
      operator: "Equal",
      value: "spot",
      effect: "NoSchedule",
    });
  });

  test("has no GPU to spare for a rollout, so the old pod goes first, one at a time", async () => {
    expect.assertions(1);
    expect((await podOf()).spec.strategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
    });
  });
});

describe("the pod", () => {
  test("meets the restricted Pod Security level, and writes to volumes only", async () => {
    expect.assertions(5);
    const { pod, container } = await podOf();
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 2000 });
    expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } });
    const mounted = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
    expect(mounted).toEqual(["/cache", "/tmp", "/dev/shm"]);
    const paths = container.env.filter(({ value }: { value: string }) => value.startsWith("/"));
    expect(paths.map(({ name }: { name: string }) => name)).toEqual(["HOME", "HF_HOME", "VLLM_CACHE_ROOT"]);
    expect(paths.every(({ value }: { value: string }) => value.startsWith("/cache"))).toBe(true);
  });

  test("has shared memory for PyTorch and no variable of a Service", async () => {
    expect.assertions(2);
    const { pod } = await podOf();
    expect(pod.volumes).toContainEqual({ name: "shm", emptyDir: { medium: "Memory", sizeLimit: "4Gi" } });
    expect(pod.enableServiceLinks).toBe(false);
  });

  test("has time for the routers' notice, the drain and the exit", async () => {
    expect.assertions(3);
    const { template, pod, container } = await podOf();
    expect(container.lifecycle).toEqual({ preStop: { sleep: { seconds: 15 } } });
    expect(template.metadata.annotations["breakwater.dev/drain-seconds"]).toBe("45");
    expect(pod.terminationGracePeriodSeconds).toBe(75);
  });

  test("is scraped where vLLM has its metrics", async () => {
    expect.assertions(1);
    expect((await podOf()).template.metadata.annotations).toMatchObject({ "prometheus.io/port": "8000" });
  });
});

test("a node can always be drained: the budget lets one pod go at a time", async () => {
  expect.assertions(1);
  expect((await register()).object(budget).spec).toMatchObject({ maxUnavailable: 1 });
});

test.each<[string, number | undefined]>([
  ["0 pods are 0 pods", 0],
  ["a count that is left out is the autoscaler's", undefined],
])("%s", async (_case, replicas) => {
  expect.assertions(1);
  expect((await podOf({ replicas })).spec.replicas).toBe(replicas);
});

test("a preview that does not know the model yet still shows where the pods go", async () => {
  expect.assertions(2);
  const { component, object } = await register({ model: notYetKnown() }, true);
  expect(object(deployment).spec.template.spec.nodeSelector).toEqual({ sku: "gpu" });
  await expect(settled(component.url)).resolves.toMatchObject({ value: "http://vllm.models.svc:8000/v1" });
});

test.each<[string, Record<string, unknown>, string]>([
  ["an image that moves", { image: "vllm/vllm-openai:latest" }, "image:"],
  ["a model without an owner", { model: "Qwen3-14B" }, 'model: "Qwen3-14B" must be an owner and a model'],
  ["an empty name", { servedModelName: "" }, 'servedModelName: "" must be a text'],
  ["a context of nothing", { maxModelLen: 1 }, "maxModelLen: 1 must be an integer from 512"],
  [
    "more memory than the GPU has",
    { gpuMemoryUtilization: 1.2 },
    "gpuMemoryUtilization: 1.2 must be a number from 0.1",
  ],
  ["less than no pods", { replicas: -1 }, "replicas: -1 must be an integer from 0"],
  [
    "a load that takes two hours",
    { modelLoadSeconds: 7200 },
    "modelLoadSeconds: 7200 must be an integer from 1 to 3600",
  ],
  [
    "a start-up budget longer than the deadline",
    { modelLoadSeconds: 900 },
    "scaleUpDeadlineSeconds: 1200 must be 1897 at least: image and start-up budget of a model that loads for 900 s",
  ],
  [
    "a model that does not fit the GPU",
    { model: "meta-llama/Llama-3.3-70B-Instruct" },
    'model: "meta-llama/Llama-3.3-70B-Instruct" must be one that fits the GPU of Standard_NC24ads_A100_v4: weights of 141.1 GB',
  ],
  [
    "a model that does not fit a small GPU",
    { gpuVmSize: "Standard_NC4as_T4_v3" },
    "a request of 16384 tokens need 34.0 GiB of 13.1 GiB",
  ],
  [
    "a model whose size nobody knows",
    { model: "acme/shop-assistant" },
    'model: "acme/shop-assistant" must be known, or say its parameters (such as 8B), or go with weightsGb',
  ],
  ["weights of nothing", { weightsGb: 0 }, "weightsGb: 0 must be a number from 0.1"],
  [
    "a store without an identity",
    { modelStore: { accountName: "stmodels", containerName: "models" } },
    "modelStore.identityClientId: missing; must be a text",
  ],
  ["a claim that is no name", { compileCacheClaim: "my cache" }, 'compileCacheClaim: "my cache" must be a DNS label'],
  ["no time to drain", { drainSeconds: 0 }, "drainSeconds: 0 must be an integer from 1"],
  ["a namespace that is no label", { namespace: "models.gpu" }, 'namespace: "models.gpu" must be a DNS label'],
])("refuses %s", async (_case, change, message) => {
  expect.assertions(1);
  await expect(register(change as Partial<VllmServerArgs>)).rejects.toThrow(message);
});
