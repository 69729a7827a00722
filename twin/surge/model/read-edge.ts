import { type KubernetesObject, objectsOf, PlanValueError, type Resource, servicesOf } from "@breakwater/plan-views";
import type { EdgeOptions } from "../serving";
import type { DeploymentInput } from "./read-workloads";

/**
 * Envoy's own limits of a cluster, which Envoy Gateway leaves as they are (BackendTrafficPolicy, `circuitBreaker`;
 * https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/circuit_breaking).
 */
const envoyDefault = 1_024;

/** Proxies of a Gateway whose EnvoyProxy names no number (Envoy Gateway, `EnvoyProxy`). */
const defaultProxies = 1;

/** What an object refers to; all of it optional, as a Plan may be anybody's. */
interface Reference {
  kind?: string;
  namespace?: string;
  name?: string;
}

/**
 * The proxies before the app, and what each of them lets through: those of Envoy Gateway whose route leads to a Service of the app.
 *
 * @returns `undefined` where there is none, or another kind of gateway, whose limits nobody here knows
 */
export function readEdge(resources: readonly Resource[], app: DeploymentInput): EdgeOptions | undefined {
  const envoy = (kind: string) => objectsOf(resources, `kubernetes:gateway.envoyproxy.io:${kind}`);
  const gatewayApi = (kind: string) => objectsOf(resources, `kubernetes:gateway.networking.k8s.io:${kind}`);
  const services = servicesOf(resources)
    .filter((service) => service.selects(app.workload))
    .map(({ id }) => id);
  const route = gatewayApi("HTTPRoute").find((object) => backendsOf(object).some((id) => services.includes(id)));
  if (route === undefined) return undefined;
  const parents = listOf(specOf(route).parentRefs).map((parent) => idOf(parent, route.namespace));
  const gateway = gatewayApi("Gateway").find(({ id }) => parents.includes(id));
  const proxy = envoy("EnvoyProxy").find((object) => gateway && isProxyOf(object, gateway, gatewayApi("GatewayClass")));
  if (gateway === undefined || proxy === undefined) return undefined;
  // A policy on the route goes before one on the whole Gateway.
  const policies = envoy("BackendTrafficPolicy");
  const policy =
    policies.find((object) => targets(object, "HTTPRoute", route)) ??
    policies.find((object) => targets(object, "Gateway", gateway));
  return {
    proxies: wholeNumber(proxy, ["provider", "kubernetes", "envoyDeployment", "replicas"]) ?? defaultProxies,
    parallelRequests: policy === undefined ? parallelOf() : parallelOf(policy),
  };
}

/** A request needs a place among the parallel ones, and by HTTP/1.1 a connection, or a place in the line for one. */
function parallelOf(policy?: KubernetesObject): number {
  const limit = (name: string) => (policy && wholeNumber(policy, ["circuitBreaker", name])) ?? envoyDefault;
  return Math.min(limit("maxParallelRequests"), limit("maxConnections") + limit("maxPendingRequests"));
}

/** Services that a route leads to. */
const backendsOf = (route: KubernetesObject): string[] =>
  listOf(specOf(route).rules)
    .flatMap((rule) => listOf((rule as { backendRefs?: unknown }).backendRefs))
    .map((backend) => idOf(backend, route.namespace));

/** Whether the Gateway's class is configured by this EnvoyProxy. */
function isProxyOf(proxy: KubernetesObject, gateway: KubernetesObject, classes: readonly KubernetesObject[]): boolean {
  const own = classes.find(({ name }) => name === specOf(gateway).gatewayClassName);
  const parameters = own && (specOf(own).parametersRef as Reference | undefined);
  return parameters?.name !== undefined && idOf(parameters, gateway.namespace) === proxy.id;
}

/** Whether a policy is about an object, which is always one of its own namespace. */
function targets(policy: KubernetesObject, kind: string, { namespace, name }: KubernetesObject): boolean {
  const { targetRef, targetRefs } = specOf(policy);
  const all = [...listOf(targetRefs), ...(targetRef === undefined ? [] : [targetRef as Reference])];
  return policy.namespace === namespace && all.some((target) => target.kind === kind && target.name === name);
}

const specOf = ({ resource }: KubernetesObject): Record<string, unknown> =>
  (resource.props.spec as Record<string, unknown> | undefined) ?? {};
const listOf = (value: unknown): Reference[] => (Array.isArray(value) ? (value as Reference[]) : []);
const idOf = ({ namespace, name }: Reference, ownNamespace: string): string => `${namespace ?? ownNamespace}/${name}`;

function wholeNumber(object: KubernetesObject, path: readonly string[]): number | undefined {
  const value = path.reduce<unknown>(
    (at, key) => (at as Record<string, unknown> | null | undefined)?.[key],
    specOf(object),
  );
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new PlanValueError(object.title, ["spec", ...path].join("."), value, "a whole number");
}
