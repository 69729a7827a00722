import { notYetKnown, registerObjects } from "../../../tests/support/kubernetes-objects";
import { EdgeGateway, type EdgeGatewayArgs } from "./edge-gateway";

const kinds = {
  proxy: "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
  class: "kubernetes:gateway.networking.k8s.io/v1:GatewayClass",
  gateway: "kubernetes:gateway.networking.k8s.io/v1:Gateway",
  clients: "kubernetes:gateway.envoyproxy.io/v1alpha1:ClientTrafficPolicy",
  issuer: "kubernetes:cert-manager.io/v1:ClusterIssuer",
  certificate: "kubernetes:cert-manager.io/v1:Certificate",
  route: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  limits: "kubernetes:gateway.envoyproxy.io/v1alpha1:BackendTrafficPolicy",
  patch: "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyPatchPolicy",
};
const args: EdgeGatewayArgs = {
  namespace: "edge",
  backend: {
    namespace: "production",
    service: "ai-service",
    port: 80,
    paths: "/(v1/.*)?",
    maxReplicas: 100,
    requestsPerReplica: 3_000,
  },
};
const withHost = { host: "chat.example.com" };
const register = (changed: Partial<EdgeGatewayArgs> = {}, preview = false) =>
  registerObjects(Object.values(kinds), () => new EdgeGateway("edge", { ...args, ...changed }), { preview });
const specOf = async (kind: string, changed: Partial<EdgeGatewayArgs> = {}, name?: string) =>
  (await register(changed)).object(kind, name).spec;

test("G4: a Gateway of Envoy's class, with its proxies", async () => {
  expect.assertions(3);
  const { object } = await register();
  expect(object(kinds.class).spec).toEqual({
    controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
    parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "edge", namespace: "edge" },
  });
  expect(object(kinds.gateway).spec.gatewayClassName).toBe("edge");
  expect(object(kinds.proxy).metadata).toMatchObject({ name: "edge", namespace: "edge" });
});

describe("C8: 100 requests/s for each client address", () => {
  test("are a bucket for each address, on the route of the app", async () => {
    expect.assertions(2);
    const { targetRefs, rateLimit } = await specOf(kinds.limits);
    expect(targetRefs).toEqual([{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "ai-service" }]);
    expect(rateLimit).toEqual({
      local: {
        rules: [
          {
            clientSelectors: [{ sourceCIDR: { type: "Distinct", value: "0.0.0.0/0" } }],
            limit: { requests: 100, unit: "Second" },
          },
        ],
      },
    });
  });

  test("are the same with any number of proxies: one client always meets the same one, and by its own address", async () => {
    expect.assertions(2);
    const { envoyService } = (await specOf(kinds.proxy, { replicas: 3 })).provider.kubernetes;
    expect(envoyService.patch.value).toEqual({ spec: { sessionAffinity: "ClientIP" } });
    expect(envoyService.externalTrafficPolicy).toBe("Local");
  });

  test("are kept of 10,000 addresses, where Envoy's own would be 20: on the routes of HTTPS, whatever the host", async () => {
    expect.assertions(2);
    const { targetRef, jsonPatches } = await specOf(kinds.patch, withHost);
    expect(targetRef).toEqual({ group: "gateway.networking.k8s.io", kind: "Gateway", name: "edge" });
    expect(jsonPatches).toEqual([
      {
        type: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
        name: "edge/edge/https",
        operation: {
          op: "add",
          jsonPath: "..typed_per_filter_config['envoy.filters.http.local_ratelimit']",
          path: "/max_dynamic_descriptors",
          value: 10_000,
        },
      },
    ]);
  });

  test("are counted once for all paths: the route has one match", async () => {
    expect.assertions(2);
    const { rules } = await specOf(kinds.route, {}, "ai-service");
    expect(rules).toHaveLength(1);
    expect(rules[0].matches).toEqual([{ path: { type: "RegularExpression", value: "/(v1/.*)?" } }]);
  });
});

test("each proxy passes on all that the backend holds at its maximum, so that the backend refuses first", async () => {
  expect.assertions(2);
  const all = 300_000;
  expect((await specOf(kinds.limits)).circuitBreaker).toEqual({
    maxConnections: all,
    maxPendingRequests: all,
    maxParallelRequests: all,
  });
  // A client's requests all go to one proxy: more of them are no reason for less.
  expect((await specOf(kinds.limits, { replicas: 3 })).circuitBreaker.maxParallelRequests).toBe(all);
});

test("C8: a body has up to 50 MiB, as the app itself takes", async () => {
  expect.assertions(1);
  expect((await specOf(kinds.limits)).requestBuffer).toEqual({ limit: "50Mi" });
});

describe("C8: host routing", () => {
  test("takes requests for the host, and passes them on to the Service", async () => {
    expect.assertions(3);
    const { object } = await register(withHost);
    const hosts = object(kinds.gateway).spec.listeners.map(({ hostname }: { hostname: string }) => hostname);
    expect(hosts).toEqual(["chat.example.com", "chat.example.com"]);
    const { hostnames, rules } = object(kinds.route, "ai-service").spec;
    expect(hostnames).toEqual(["chat.example.com"]);
    expect(rules[0].backendRefs).toEqual([{ name: "ai-service", port: 80 }]);
  });

  test("takes any host where none is given", async () => {
    expect.assertions(2);
    const { object } = await register();
    for (const listener of object(kinds.gateway).spec.listeners.slice(1))
      expect(listener).not.toHaveProperty("hostname");
    expect(object(kinds.route, "ai-service").spec).not.toHaveProperty("hostnames");
  });

  test("is for routes of the backend's namespace alone, and in clear for the edge's own", async () => {
    expect.assertions(1);
    const { listeners } = await specOf(kinds.gateway);
    expect(listeners.map(({ allowedRoutes }: { allowedRoutes: object }) => allowedRoutes)).toEqual([
      { namespaces: { from: "Same" } },
      {
        namespaces: {
          from: "Selector",
          selector: { matchLabels: { "kubernetes.io/metadata.name": "production" } },
        },
      },
    ]);
  });
});

test("what comes in clear is sent to HTTPS, with its method and body", async () => {
  expect.assertions(2);
  const { parentRefs, rules } = await specOf(kinds.route, {}, "edge-to-https");
  expect(parentRefs).toEqual([{ name: "edge", namespace: "edge", sectionName: "http" }]);
  expect(rules).toEqual([
    { filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 308 } }] },
  ]);
});

test("a stream lasts as long as it speaks: no time for a whole answer, 300 s of silence, a sign of life for the load balancer", async () => {
  expect.assertions(3);
  const { object } = await register();
  expect(object(kinds.limits).spec.timeout.http).toEqual({ requestTimeout: "0s" });
  expect(object(kinds.clients).spec.timeout.http).toMatchObject({ streamIdleTimeout: "300s" });
  expect(object(kinds.clients).spec.tcpKeepalive).toEqual({ idleTime: "60s", interval: "30s", probes: 3 });
});

describe("the certificate", () => {
  test("comes from the authority, which finds its answers through the Gateway", async () => {
    expect.assertions(3);
    const { object } = await register({ ...withHost, acmeEmail: "ops@example.com" });
    const { acme } = object(kinds.issuer).spec;
    expect(acme).toMatchObject({ email: "ops@example.com", server: "https://acme-v02.api.letsencrypt.org/directory" });
    expect(acme.solvers[0].http01.gatewayHTTPRoute.parentRefs).toEqual([
      { kind: "Gateway", name: "edge", namespace: "edge", sectionName: "http" },
    ]);
    expect(object(kinds.certificate).spec).toMatchObject({
      secretName: "edge-tls",
      dnsNames: ["chat.example.com"],
      issuerRef: { kind: "ClusterIssuer", name: "edge" },
    });
  });

  test("is self-signed without an account", async () => {
    expect.assertions(2);
    const { object } = await register();
    expect(object(kinds.issuer).spec).toEqual({ selfSigned: {} });
    expect(object(kinds.certificate).spec.dnsNames).toEqual(["edge.edge.svc"]);
  });

  test("is the one that the Gateway shows", async () => {
    expect.assertions(1);
    const { listeners } = await specOf(kinds.gateway);
    expect(listeners[1].tls).toEqual({ mode: "Terminate", certificateRefs: [{ kind: "Secret", name: "edge-tls" }] });
  });
});

test("a proxy goes one at a time and ends what it has begun, on the CPU pool and before the app", async () => {
  expect.assertions(3);
  const { provider, shutdown } = await specOf(kinds.proxy, { replicas: 2 });
  expect(provider.kubernetes.envoyPDB).toEqual({
    maxUnavailable: 1,
    patch: { type: "StrategicMerge", value: { spec: { unhealthyPodEvictionPolicy: "AlwaysAllow" } } },
  });
  expect(shutdown).toEqual({ drainTimeout: "300s" });
  expect(provider.kubernetes.envoyDeployment).toMatchObject({
    replicas: 2,
    pod: { nodeSelector: { "breakwater.dev/pool": "cpu" }, priorityClassName: "breakwater-platform" },
  });
});

test("a preview that does not know the namespaces yet shows the limits", async () => {
  expect.assertions(1);
  const backend = { ...args.backend, namespace: notYetKnown<string>() };
  const { object } = await register({ namespace: notYetKnown(), backend }, true);
  expect(object(kinds.limits).spec.requestBuffer).toEqual({ limit: "50Mi" });
});

test.each<[string, Partial<EdgeGatewayArgs>, string]>([
  ["an authority without a host", { acmeEmail: "ops@example.com" }, "host: missing; must be given beside acmeEmail"],
  ["an account that is no address", { ...withHost, acmeEmail: "ops" }, 'acmeEmail: "ops" must be an e-mail address'],
  ["a host with a scheme", { host: "https://chat.example.com" }, 'host: "https://chat.example.com" must be a host'],
  ["an authority without an address", { acmeServer: "letsencrypt" }, 'acmeServer: "letsencrypt" must be an http'],
  ["no request at all", { requestsPerSecond: 0 }, "requestsPerSecond: 0 must be an integer from 1"],
  ["no body at all", { maxBodyMi: 0 }, "maxBodyMi: 0 must be an integer from 1"],
  ["no proxy", { replicas: 0 }, "replicas: 0 must be an integer from 1 to 10"],
  [
    "paths that are no expression",
    { backend: { ...args.backend, paths: "/(" } },
    'backend.paths: "/(" must be a regular expression',
  ],
  [
    "paths that no request has",
    { backend: { ...args.backend, paths: "v1" } },
    'backend.paths: "v1" must be a regular expression',
  ],
  [
    "a backend that holds nothing",
    { backend: { ...args.backend, requestsPerReplica: 0 } },
    "backend.requestsPerReplica: 0 must be an integer from 1",
  ],
  [
    "a backend without pods",
    { backend: { ...args.backend, maxReplicas: 0 } },
    "backend.maxReplicas: 0 must be an integer from 1 to 1000",
  ],
  ["a port that is none", { backend: { ...args.backend, port: 0 } }, "backend.port: 0 must be an integer from 1"],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});
