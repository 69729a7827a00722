import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { settled } from "../../tests/support/recorded-mocks";
import { AiService, type AiServiceArgs } from "./ai-service";

const deployment = "kubernetes:apps/v1:Deployment";
const configMap = "kubernetes:core/v1:ConfigMap";
const service = "kubernetes:core/v1:Service";
const account = "kubernetes:core/v1:ServiceAccount";
const budget = "kubernetes:policy/v1:PodDisruptionBudget";
const all = [deployment, configMap, service, account, budget];

const args: AiServiceArgs = {
  namespace: "production",
  image: "registry.azurecr.io/ai-service:0.1.0",
  identityClientId: "11111111-2222-3333-4444-555555555555",
  vllmUrl: "http://vllm.models.svc:8000/v1",
  redisHost: "redis.production.svc",
};
const register = (changed: Partial<AiServiceArgs> = {}, preview = false) =>
  registerObjects(all, () => new AiService("ai-service", { ...args, ...changed }), { preview });

/** Pod template and container of a fresh registration. */
async function podOf(changed: Partial<AiServiceArgs> = {}) {
  const { object } = await register(changed);
  const { template } = object(deployment).spec;
  return { template, pod: template.spec, container: template.spec.containers[0] };
}

test("every object has an explicit name and namespace, and there is one of each", async () => {
  expect.assertions(6);
  const { object, types } = await register();
  expect(types).toEqual([...all].sort());
  for (const type of all) expect(object(type).metadata).toMatchObject({ name: "ai-service", namespace: "production" });
});

describe("C1: the Deployment", () => {
  test("rolls by a quarter and never below what runs, and leaves the count to its autoscaler", async () => {
    expect.assertions(3);
    const { spec } = (await register()).object(deployment);
    expect(spec.strategy).toEqual({ type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } });
    expect(spec).not.toHaveProperty("replicas");
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
  });

  test("has the ports, the resources, the cache and the scraping that are asked for", async () => {
    expect.assertions(5);
    const { template, pod, container } = await podOf();
    expect(container.ports).toEqual([
      { name: "http", containerPort: 8080 },
      { name: "grpc", containerPort: 9090 },
      { name: "metrics", containerPort: 9464 },
      { name: "health", containerPort: 8000 },
    ]);
    expect(container.resources).toEqual({
      requests: { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" },
      limits: { cpu: "2", memory: "2Gi", "ephemeral-storage": "1Gi" },
    });
    expect(pod.volumes).toContainEqual({ name: "cache", emptyDir: { sizeLimit: "500Mi" } });
    expect(container.volumeMounts).toContainEqual({ name: "cache", mountPath: "/app/cache" });
    expect(template.metadata.annotations).toMatchObject({
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "9464",
      "prometheus.io/path": "/metrics",
    });
  });

  test("A1: lands on the CPU pool and spreads as far as it goes, never so hard that it blocks a scale-up", async () => {
    expect.assertions(2);
    const { pod } = await podOf();
    expect(pod.nodeSelector).toEqual({ "breakwater.dev/pool": "cpu" });
    expect(pod.topologySpreadConstraints).toEqual(
      ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": "ai-service" } },
        matchLabelKeys: ["pod-template-hash"],
      })),
    );
  });

  test("meets the restricted Pod Security level with a read-only root", async () => {
    expect.assertions(3);
    const { pod, container } = await podOf();
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65_532,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });
});

describe("C2: the environment", () => {
  test("has every variable with its default", async () => {
    expect.assertions(1);
    expect((await register()).object(configMap).data).toEqual({
      HOLYSHEEP_BASE_URL: "https://api.holysheep.ai/v1",
      HOLYSHEEP_API_KEY_FILE: "/etc/breakwater/secrets/holysheep-api-key",
      VLLM_BASE_URL: "http://vllm.models.svc:8000/v1",
      MODEL_NAME: "gpt-4.1",
      MAX_TOKENS: "2048",
      TEMPERATURE: "0.7",
      HTTP_TIMEOUT: "60",
      REDIS_HOST: "redis.production.svc",
      REDIS_PORT: "6379",
      REDIS_TLS: "false",
      SESSION_TTL: "3600",
      DRAIN_SECONDS: "265",
    });
  });

  test("has what bounds answers by model and use case, and which origins may call", async () => {
    expect.assertions(3);
    const parameters = {
      models: { "gpt-5": { maxTokens: 8192, bound: "max_completion_tokens", defaults: { temperature: null } } },
      useCases: { faq: { maxTokens: 256, drop: ["logprobs"], usageInStreams: false } },
    } as const;
    const corsOrigins = ["https://app.example.com", "http://localhost:5173"];
    const { data } = (
      await register({ maxN: 1, parameters: structuredClone(parameters) as never, corsOrigins })
    ).object(configMap);
    expect(data).toMatchObject({ MAX_N: "1", CORS_ORIGINS: corsOrigins.join(",") });
    expect(JSON.parse(data.PARAMETERS)).toEqual(parameters);
    // The longest answer that any of them allows has its time when a pod goes: 60 s and 8,192 tokens at 10 a second, ten minutes at most.
    expect(data.DRAIN_SECONDS).toBe("600");
  });

  test("takes values that are false or 0 as set", async () => {
    expect.assertions(1);
    const { object } = await register({ temperature: 0, redisTls: true, redisPort: 10_000 });
    expect(object(configMap).data).toMatchObject({ TEMPERATURE: "0", REDIS_TLS: "true", REDIS_PORT: "10000" });
  });

  test("the session store's password is read from the mounted Secret, and is no setting where there is none", async () => {
    expect.assertions(2);
    const withPassword = (await register({ redisPasswordKey: "redis-password" })).object(configMap).data;
    expect(withPassword).toMatchObject({ REDIS_PASSWORD_FILE: "/etc/breakwater/secrets/redis-password" });
    expect((await register()).object(configMap).data).not.toHaveProperty("REDIS_PASSWORD_FILE");
  });

  test("names no in-cluster model where there is none", async () => {
    expect.assertions(1);
    const { object } = await register({ vllmUrl: undefined });
    expect(object(configMap).data).not.toHaveProperty("VLLM_BASE_URL");
  });

  test("names the in-cluster model as it is served, and the queue that tasks wait on", async () => {
    expect.assertions(1);
    const taskQueue = { host: "sbns-prod.servicebus.windows.net", queueName: "ai-task-queue" };
    const { object } = await register({ vllmModel: "microsoft/phi-4", taskQueue });
    expect(object(configMap).data).toMatchObject({
      VLLM_MODEL: "microsoft/phi-4",
      TASK_QUEUE: "servicebus",
      SERVICEBUS_NAMESPACE: "sbns-prod.servicebus.windows.net",
      SERVICEBUS_QUEUE: "ai-task-queue",
    });
  });

  test("rolls the pods when it changes, and only then", async () => {
    expect.assertions(2);
    const hash = async (changed: Partial<AiServiceArgs>) =>
      (await podOf(changed)).template.metadata.annotations["breakwater.dev/config-hash"];
    const before = await hash({});
    expect(await hash({})).toBe(before);
    expect(await hash({ maxTokens: 1024 })).not.toBe(before);
  });

  test("B2, B3: the key comes from a mounted file, which rotates, and second from a variable; the pod starts without either", async () => {
    expect.assertions(4);
    const { pod, container } = await podOf();
    expect(pod.volumes).toContainEqual({
      name: "secrets",
      secret: { secretName: "ai-api-secrets", optional: true, defaultMode: 0o440 },
    });
    expect(container.volumeMounts).toContainEqual({
      name: "secrets",
      mountPath: "/etc/breakwater/secrets",
      readOnly: true,
    });
    expect(container.env).toEqual([
      {
        name: "HOLYSHEEP_API_KEY",
        valueFrom: { secretKeyRef: { name: "ai-api-secrets", key: "holysheep-api-key", optional: true } },
      },
    ]);
    expect(container.envFrom).toEqual([{ configMapRef: { name: "ai-service" } }]);
  });
});

test("B1: the service account carries the identity and the pod asks for it", async () => {
  expect.assertions(3);
  const { object } = await register();
  const { template } = object(deployment).spec;
  expect(object(account).metadata.annotations).toEqual({ "azure.workload.identity/client-id": args.identityClientId });
  expect(template.metadata.labels["azure.workload.identity/use"]).toBe("true");
  expect(template.spec.serviceAccountName).toBe("ai-service");
});

test("C8: the Service answers on 80 for 8080, and on 9090 for gRPC", async () => {
  expect.assertions(2);
  const { component, object } = await register();
  expect(object(service).spec).toEqual({
    type: "ClusterIP",
    selector: { "app.kubernetes.io/name": "ai-service" },
    ports: [
      { name: "http", port: 80, targetPort: "http", appProtocol: "http" },
      { name: "grpc", port: 9090, targetPort: "grpc", appProtocol: "kubernetes.io/h2c" },
    ],
  });
  await expect(settled(component.url)).resolves.toMatchObject({ value: "http://ai-service.production.svc" });
});

test("C9: the container is asked by the API profile, which lets it block for longer than it says it does", async () => {
  expect.assertions(3);
  const { template, container } = await podOf();
  expect(container.livenessProbe).toMatchObject({ httpGet: { path: "/health", port: 8080 }, initialDelaySeconds: 30 });
  expect(container.readinessProbe).toMatchObject({ httpGet: { path: "/ready", port: 8080 }, initialDelaySeconds: 5 });
  expect(template.metadata.annotations["breakwater.dev/longest-block-seconds"]).toBe("5");
});

test("the grace period covers the load balancer's notice, the drain and the exit", async () => {
  expect.assertions(4);
  const { template, pod, container } = await podOf({ drainSeconds: 30 });
  expect(container.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
  expect(template.metadata.annotations["breakwater.dev/drain-seconds"]).toBe("30");
  expect(pod.terminationGracePeriodSeconds).toBe(40);
  expect((await podOf({ httpTimeoutSeconds: 90 })).pod.terminationGracePeriodSeconds).toBe(305);
});

test("a node can always be drained: the budget lets one pod go at a time, and broken ones any time", async () => {
  expect.assertions(1);
  expect((await register()).object(budget).spec).toEqual({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: "AlwaysAllow",
    selector: { matchLabels: { "app.kubernetes.io/name": "ai-service" } },
  });
});

test("Pulumi does not wait for pods whose image may not be pushed yet", async () => {
  expect.assertions(2);
  const { object } = await register();
  for (const type of [deployment, service]) {
    expect(object(type).metadata.annotations).toMatchObject({ "pulumi.com/skipAwait": "true" });
  }
});

test("a preview that knows neither image, identity nor model still shows the rest", async () => {
  expect.assertions(4);
  const unknown = {
    image: notYetKnown<string>(),
    identityClientId: notYetKnown<string>(),
    vllmUrl: notYetKnown<string>(),
  };
  const { component, object } = await register(unknown, true);
  expect(object(deployment).spec.template.spec.terminationGracePeriodSeconds).toBe(275);
  expect(object(configMap).data).toMatchObject({ MODEL_NAME: "gpt-4.1" });
  expect(object(configMap).data.VLLM_BASE_URL).not.toEqual(expect.any(String));
  await expect(settled(component.url)).resolves.toMatchObject({ value: "http://ai-service.production.svc" });
});

test.each<[string, Record<string, unknown>, string]>([
  ["an image that moves", { image: "ai-service:latest" }, 'image: "ai-service:latest" must be an image with a tag'],
  ["a namespace that is no label", { namespace: "Prod" }, 'namespace: "Prod" must be a DNS label'],
  ["an empty client id", { identityClientId: "" }, 'identityClientId: "" must be a text that is not empty'],
  [
    "a gateway without a scheme",
    { gatewayBaseUrl: "api.example.com" },
    'gatewayBaseUrl: "api.example.com" must be an http',
  ],
  ["a model server without a scheme", { vllmUrl: "vllm:8000" }, 'vllmUrl: "vllm:8000" must be an http'],
  ["no model", { model: " " }, 'model: " " must be a text that is not empty'],
  ["no tokens", { maxTokens: 0 }, "maxTokens: 0 must be an integer from 1"],
  ["a temperature above 2", { temperature: 2.1 }, "temperature: 2.1 must be a number from 0 to 2"],
  ["no time to answer", { httpTimeoutSeconds: 0 }, "httpTimeoutSeconds: 0 must be an integer from 1"],
  ["no session store", { redisHost: undefined }, "redisHost: missing; must be a text"],
  ["a port that does not exist", { redisPort: 65_536 }, "redisPort: 65536 must be an integer from 1 to 65535"],
  ["sessions that end at once", { sessionTtlSeconds: 1 }, "sessionTtlSeconds: 1 must be an integer from 60"],
  ["no answers", { maxN: 0 }, "maxN: 0 must be an integer from 1 to 128"],
  ["more answers than OpenAI gives", { maxN: 129 }, "maxN: 129 must be an integer from 1 to 128"],
  [
    "an origin with a path",
    { corsOrigins: ["*", "https://app.example.com/"] },
    'corsOrigins[1]: "https://app.example.com/" must be an origin',
  ],
  ["an address of another site for signing out", { logoutPath: "//evil.example" }, 'logoutPath: "//evil.example"'],
  ["parameters that are no table", { parameters: [] }, "parameters: [] must be an object"],
  ["parameters by what they do not go by", { parameters: { model: {} } }, 'parameters: "model" must be one of models'],
  [
    "a misspelt member",
    { parameters: { models: { "gpt-5": { maxToken: 5 } } } },
    'parameters.models.gpt-5: "maxToken" must be one of maxTokens',
  ],
  [
    "an answer of no tokens",
    { parameters: { useCases: { faq: { maxTokens: 0 } } } },
    "parameters.useCases.faq.maxTokens: 0 must be an integer from 1",
  ],
  [
    "a bound of another name",
    { parameters: { models: { m: { bound: "max_output" } } } },
    'parameters.models.m.bound: "max_output" must be one of either',
  ],
  [
    "a default that the app writes itself",
    { parameters: { models: { m: { defaults: { max_tokens: 5 } } } } },
    'parameters.models.m.defaults: "max_tokens" must be a parameter',
  ],
  [
    "messages that are dropped",
    { parameters: { models: { m: { drop: ["messages"] } } } },
    'parameters.models.m.drop[0]: "messages" must be a parameter',
  ],
  ["no time to drain", { drainSeconds: 0 }, "drainSeconds: 0 must be an integer from 1"],
])("refuses %s", async (_case, change, message) => {
  expect.assertions(1);
  await expect(register(change as Partial<AiServiceArgs>)).rejects.toThrow(message);
});

test("everything that is wrong is said at once", async () => {
  expect.assertions(1);
  await expect(register({ maxTokens: 0, redisPort: 0, image: "a" })).rejects.toMatchObject({
    errors: [{ propertyPath: "image" }, { propertyPath: "maxTokens" }, { propertyPath: "redisPort" }],
  });
});

describe("C10: who may call", () => {
  const environmentOf = async (changed: Partial<AiServiceArgs>) => (await register(changed)).object(configMap).data;

  test("is nobody's business without keys: no Secret of theirs is mounted, and no edge is believed", async () => {
    expect.assertions(3);
    const data = await environmentOf({});
    expect(data).not.toHaveProperty("CLIENT_API_KEYS_FILE");
    expect(data).not.toHaveProperty("TRUSTED_EDGE");
    expect((await podOf()).pod.volumes.map(({ name }: { name: string }) => name)).toEqual(["cache", "secrets"]);
  });

  test("is who has a key: of a Secret that may come later, in a folder that follows its changes", async () => {
    expect.assertions(3);
    expect(await environmentOf({ clientKeys: true })).toMatchObject({
      CLIENT_API_KEYS_FILE: "/etc/breakwater/keys/client-api-keys",
    });
    const { pod, container } = await podOf({ clientKeys: true });
    expect(pod.volumes).toContainEqual({
      name: "client-api-keys",
      secret: { secretName: "client-api-keys", optional: true, defaultMode: 0o440 },
    });
    expect(container.volumeMounts).toContainEqual({
      name: "client-api-keys",
      mountPath: "/etc/breakwater/keys",
      readOnly: true,
    });
  });

  test("is who the edge says, where there is one to believe", async () => {
    expect.assertions(1);
    expect(await environmentOf({ trustedEdge: "edge-proxies.edge.svc" })).toMatchObject({
      TRUSTED_EDGE: "edge-proxies.edge.svc",
    });
  });
});

test("the app is told how much of the model's window this server has", async () => {
  expect.assertions(1);
  const { object } = await register({ vllmModel: "Qwen/Qwen3-14B", vllmContextWindow: 16_384 });
  expect(object(configMap).data).toMatchObject({ CONTEXT_WINDOWS: '{"Qwen/Qwen3-14B":16384}' });
});
