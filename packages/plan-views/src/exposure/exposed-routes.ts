import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "../resource";
import type { Reader } from "../read";
import { filterKnown } from "../unknown";
import { type Asked, isForAll, rangesIn, weakestOf } from "./asked";
import { routeAsks } from "./authentication";
import { foreignRoutesOf } from "./foreign-routes";
import { type Gateway, gatewaysOf, isInternalBalancer, isInternalClass } from "./gateways";
import { controllersOf } from "./ingress-controllers";
import { ingressAsks } from "./ingress-annotations";

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

/** Every route of a Gateway or of another implementation, every Ingress and every Service among the resources. Nothing of them is read before it is asked for. */
export const waysInOf = (resources: readonly Resource[]): WayIn[] => [
  ...routeKinds
    .flatMap((kind) => objectsOf(resources, `kubernetes:gateway.networking.k8s.io:${kind}`))
    .map((route) => ({ exposed: () => exposedRoute(route, resources) })),
  ...objectsOf(resources, "kubernetes:networking.k8s.io:Ingress").map((ingress) => ({
    exposed: () => exposedIngress(ingress, resources),
  })),
  ...foreignRoutesOf(resources).map((routes) => ({
    exposed: () => routes().map(({ object, backends, asks }) => viewOf(object, { backends, parents: [], asks })),
  })),
  ...objectsOf(resources, "kubernetes:core:Service").map((service) => ({ exposed: () => exposedBalancer(service) })),
];

const routeKinds = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"] as const;

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
  return [viewOf(route, { backends, parents, asks: () => weakestOf(rules.map((rule) => routeAsks(rule, resources))) })];
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

function exposedIngress(ingress: KubernetesObject, resources: readonly Resource[]): ExposedRoute[] {
  const annotations = readerOf(ingress).object("metadata").textsByName("annotations");
  const spec = readerOf(ingress).object("spec");
  const className = spec.text("ingressClassName") ?? annotations["kubernetes.io/ingress.class"] ?? "";
  if (isInternalIngress(className, annotations)) return [];
  const controllers = controllersOf(resources, className);
  if (controllers.isInternal) return [];
  const asksAll = controllers.asksAll && annotations["nginx.ingress.kubernetes.io/enable-global-auth"] !== "false";
  const asks = (): Asked => (asksAll ? "everybody" : ingressAsks(annotations, ingress.namespace, resources));
  const backends = [spec.object("defaultBackend"), ...pathsOf(spec)].flatMap((backend) => {
    const name = backend.object("service").text("name");
    return name === undefined ? [] : [{ namespace: ingress.namespace, name }];
  });
  return backends.length === 0 ? [] : [viewOf(ingress, { backends, parents: [], asks })];
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
  const annotations = readerOf(service).object("metadata").textsByName("annotations");
  if (isInternalBalancer(annotations) || isInternalClass(spec.text("loadBalancerClass") ?? "")) return [];
  const ranges = [
    ...spec.texts("loadBalancerSourceRanges"),
    ...rangeAnnotations.flatMap((name) => rangesIn(annotations[name] ?? "")),
  ];
  const itself = { namespace: service.namespace, name: service.name };
  return ranges.length === 0 || isForAll(ranges)
    ? [viewOf(service, { backends: [itself], parents: [], asks: (): Asked => "nobody" })]
    : [];
}

/** Annotations that let only some addresses to a load balancer. https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/ */
const rangeAnnotations = [
  "service.beta.kubernetes.io/load-balancer-source-ranges",
  "service.beta.kubernetes.io/azure-allowed-ip-ranges",
  "service.beta.kubernetes.io/azure-allowed-service-tags",
] as const;
