import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "../resource";
import type { Reader } from "../read";
import { type Asked, ingressAsks, routeAsks } from "./authentication";
import { filterKnown } from "../unknown";
import { type Gateway, gatewaysOf, isInternalBalancer, isInternalClass } from "./gateways";

/** The name of a Service. */
export interface ServiceName {
  namespace: string;
  name: string;
}

/** A way from the internet to Services: a route of a Gateway, an Ingress, or a load balancer of its own. */
export interface ExposedRoute extends KubernetesObject {
  /** The Services that it leads to. */
  readonly backends: ServiceName[];
  /** The Gateways that the internet reaches it through; none of an Ingress or a load balancer. */
  readonly parents: Parent[];
  /** Whether somebody on the way asks callers who they are. */
  asks(): Asked;
}

/** A Gateway that a route is attached to. */
export interface Parent {
  gateway: Gateway;
  /** The listener that the route names; `undefined`: every one. */
  listener: string | undefined;
}

/** What may be a way from the internet. */
export interface WayIn {
  /** The way, where it is one. What leads to no Service, as a redirect, and what only the inside reaches, is none. */
  exposed(): ExposedRoute[];
}

/** Every route of a Gateway, every Ingress and every Service among the resources. Nothing of them is read before it is asked for. */
export const waysInOf = (resources: readonly Resource[]): WayIn[] => [
  ...routeKinds
    .flatMap((kind) => objectsOf(resources, `kubernetes:gateway.networking.k8s.io:${kind}`))
    .map((route) => ({ exposed: () => exposedRoute(route, resources) })),
  ...objectsOf(resources, "kubernetes:networking.k8s.io:Ingress").map((ingress) => ({
    exposed: () => exposedIngress(ingress),
  })),
  ...objectsOf(resources, "kubernetes:core:Service").map((service) => ({ exposed: () => exposedBalancer(service) })),
];

const routeKinds = ["HTTPRoute", "GRPCRoute"] as const;

/** A rule of a route, with a Gateway of this stack that the internet reaches it through. */
export interface RouteRule extends Parent {
  route: KubernetesObject;
  rule: Reader;
}

function exposedRoute(route: KubernetesObject, resources: readonly Resource[]): ExposedRoute[] {
  const withBackends = readerOf(route)
    .object("spec")
    .objects("rules")
    .filter((rule) => rule.objects("backendRefs").length > 0);
  if (withBackends.length === 0) return [];
  const parents = parentsOf(route, gatewaysOf(resources));
  const rules = parents.flatMap((parent) => withBackends.map((rule): RouteRule => ({ route, rule, ...parent })));
  if (rules.length === 0) return [];
  const backends = withBackends.flatMap((rule) => servicesAt(rule, "backendRefs", route.namespace));
  return [viewOf(route, { backends, parents, asks: () => weakest(rules.map((rule) => routeAsks(rule, resources))) })];
}

/** The Gateways that a route is attached to, as far as the internet reaches them. One of another stack may be anywhere. */
function parentsOf(route: KubernetesObject, gateways: Gateway[]): Parent[] {
  return readerOf(route)
    .object("spec")
    .objects("parentRefs")
    .flatMap((parent) => {
      const namespace = parent.text("namespace") ?? route.namespace;
      const isParent = (gateway: Gateway) =>
        (parent.text("kind") ?? "Gateway") === "Gateway" &&
        gateway.name === parent.text("name") &&
        gateway.namespace === namespace;
      return filterKnown(gateways, isParent)
        .filter((gateway) => gateway.isPublic())
        .map((gateway) => ({ gateway, listener: parent.text("sectionName") }));
    });
}

function servicesAt(rule: Reader, list: string, namespace: string): ServiceName[] {
  return rule
    .objects(list)
    .filter((reference) => (reference.text("kind") ?? "Service") === "Service")
    .map((reference) => ({ namespace: reference.text("namespace") ?? namespace, name: reference.text("name") ?? "" }));
}

function exposedIngress(ingress: KubernetesObject): ExposedRoute[] {
  const annotations = readerOf(ingress).object("metadata").textsByName("annotations");
  const spec = readerOf(ingress).object("spec");
  if (isInternalIngress(spec.text("ingressClassName") ?? annotations["kubernetes.io/ingress.class"] ?? "", annotations))
    return [];
  const backends = [spec.object("defaultBackend"), ...pathsOf(spec)].flatMap((backend) => {
    const name = backend.object("service").text("name");
    return name === undefined ? [] : [{ namespace: ingress.namespace, name }];
  });
  return backends.length === 0
    ? []
    : [viewOf(ingress, { backends, parents: [], asks: () => ingressAsks(annotations) })];
}

const pathsOf = (spec: Reader): Reader[] =>
  spec.objects("rules").flatMap((rule) =>
    rule
      .object("http")
      .objects("paths")
      .map((path) => path.object("backend")),
  );

/** Amazon's controller makes an internal one unless it is told otherwise, Azure's Application Gateway the other way round. */
function isInternalIngress(className: string, annotations: Readonly<Record<string, string>>): boolean {
  const scheme = annotations["alb.ingress.kubernetes.io/scheme"];
  return (
    isInternalClass(className) ||
    annotations["appgw.ingress.kubernetes.io/use-private-ip"] === "true" ||
    (className === "alb" ? scheme !== "internet-facing" : scheme === "internal")
  );
}

function exposedBalancer(service: KubernetesObject): ExposedRoute[] {
  const spec = readerOf(service).object("spec");
  if (spec.text("type") !== "LoadBalancer") return [];
  if (isInternalBalancer(readerOf(service).object("metadata").textsByName("annotations"))) return [];
  const ranges = spec.texts("loadBalancerSourceRanges");
  const isForAll = ranges.length === 0 || ranges.some((range) => /^(0\.0\.0\.0|::)\/0$/.test(range));
  const itself = { namespace: service.namespace, name: service.name };
  return isForAll ? [viewOf(service, { backends: [itself], parents: [], asks: (): Asked => "nobody" })] : [];
}

/** A route is as open as its most open rule. */
function weakest(all: readonly Asked[]): Asked {
  return all.includes("nobody") ? "nobody" : all.includes("not known") ? "not known" : "everybody";
}
