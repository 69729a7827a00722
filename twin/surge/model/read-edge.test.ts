import type { Properties, Resource } from "@breakwater/plan-views";
import { readDeployments } from "./read-workloads";
import { readEdge } from "./read-edge";

const object = (type: string, namespace: string, name: string, spec: Properties, more: Properties = {}): Resource => ({
  type: `kubernetes:${type}`,
  name,
  urn: `urn:pulumi:prod::shop::kubernetes:${type}::${name}`,
  namespace,
  props: { metadata: { name, namespace }, spec, ...more },
  options: { protect: false, ignoreChanges: [] },
});
const labels = { app: "shop" };
const http = "gateway.networking.k8s.io/v1";
const envoy = "gateway.envoyproxy.io/v1alpha1";

const app = [
  object("core/v1:ConfigMap", "shop", "shop", {}, { data: { HOLYSHEEP_BASE_URL: "https://gateway" } }),
  object("apps/v1:Deployment", "shop", "shop", {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: "shop", envFrom: [{ configMapRef: { name: "shop" } }] }] },
    },
  }),
  object("core/v1:Service", "shop", "shop", { selector: labels, ports: [{ port: 80 }] }),
];
const route = object(`${http}:HTTPRoute`, "shop", "web", {
  parentRefs: [{ name: "edge", namespace: "ways" }],
  rules: [{ backendRefs: [{ name: "shop", port: 80 }] }],
});
const gateway = object(`${http}:Gateway`, "ways", "edge", { gatewayClassName: "envoy" });
const gatewayClass = object(`${http}:GatewayClass`, "default", "envoy", {
  parametersRef: { kind: "EnvoyProxy", name: "proxies", namespace: "ways" },
});
const proxies = (replicas?: number) =>
  object(`${envoy}:EnvoyProxy`, "ways", "proxies", { provider: { kubernetes: { envoyDeployment: { replicas } } } });
const policy = (namespace: string, kind: string, name: string, circuitBreaker: Properties) =>
  object(`${envoy}:BackendTrafficPolicy`, namespace, `${kind}-limits`, {
    targetRefs: [{ kind, name }],
    circuitBreaker,
  });

const edgeOf = (...resources: Resource[]) => {
  const all = [...app, ...resources];
  return readEdge(all, readDeployments(all)[0]!);
};
const way = [route, gateway, gatewayClass];

test("a proxy has Envoy's own limits where nobody says otherwise: a request needs one of 1,024 places", () => {
  expect(edgeOf(...way, proxies())).toEqual({ proxies: 1, parallelRequests: 1_024 });
});

test.each<[string, Resource[], number]>([
  ["the parallel requests", [policy("shop", "HTTPRoute", "web", { maxParallelRequests: 500 })], 500],
  [
    "connections and the line for them",
    [policy("shop", "HTTPRoute", "web", { maxParallelRequests: 9_000, maxConnections: 2_000, maxPendingRequests: 30 })],
    2_030,
  ],
  ["the Gateway's, where the route has none", [policy("ways", "Gateway", "edge", { maxParallelRequests: 70 })], 70],
  [
    "the route's before the Gateway's",
    [
      policy("ways", "Gateway", "edge", { maxParallelRequests: 70 }),
      policy("shop", "HTTPRoute", "web", { maxParallelRequests: 80 }),
    ],
    80,
  ],
  ["not that of another route", [policy("shop", "HTTPRoute", "other", { maxParallelRequests: 1 })], 1_024],
  ["not that of a namesake elsewhere", [policy("ways", "HTTPRoute", "web", { maxParallelRequests: 1 })], 1_024],
])("of a policy what binds first counts: %s", (_case, policies, parallelRequests) => {
  expect(edgeOf(...way, proxies(3), ...policies)).toEqual({ proxies: 3, parallelRequests });
});

test.each<[string, Resource[]]>([
  ["nothing leads to the app from outside", []],
  ["a Gateway is not Envoy's, and nobody knows its limits", [route, gateway]],
  [
    "the route leads elsewhere",
    [
      object(`${http}:HTTPRoute`, "shop", "web", { rules: [{ backendRefs: [{ name: "other" }] }] }),
      gateway,
      gatewayClass,
      proxies(2),
    ],
  ],
])("there is no edge where %s", (_case, resources) => {
  expect(edgeOf(...resources)).toBeUndefined();
});

test("a limit that is none is said by its object and its path", () => {
  const wrong = policy("shop", "HTTPRoute", "web", { maxParallelRequests: "many" });
  expect(() => edgeOf(...way, proxies(), wrong)).toThrow(
    'BackendTrafficPolicy "shop/HTTPRoute-limits": spec.circuitBreaker.maxParallelRequests = "many" must be a whole number',
  );
});
