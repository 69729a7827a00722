import { isObject } from "../plan";
import { Reader } from "../read";
import { kindOf, type KubernetesObject, objectOf, objectsOf, readerOf, type Resource } from "../resource";
import { selectsAt } from "../selectors";
import { filterKnown, someKnown } from "../unknown";
import type { Parent, RouteRule } from "./exposed-routes";

/** Whom a way asks who they are. `not known`: something is on it whose meaning nobody here knows. */
export type Asked = "everybody" | "nobody" | "not known";

/**
 * Whether a rule of a route asks its callers who they are. Of Envoy Gateway's policies the one of the smallest part counts, and replaces those
 * of the larger ones unless it says how to merge (https://gateway.envoyproxy.io/docs/concepts/gateway_api_extensions/security-policy/).
 */
export function routeAsks(rule: RouteRule, resources: readonly Resource[]): Asked {
  const ofEnvoy = effectivePolicies(rule, objectsOf(resources, "kubernetes:gateway.envoyproxy.io:SecurityPolicy"));
  if (ofEnvoy.some(asksCallers) || asksForCertificates(rule, resources)) return "everybody";
  const filters = rule.rule.objects("filters").map(filterAsks);
  if (filters.includes("everybody")) return "everybody";
  if (filters.includes("not known") || someKnown(resources, (other) => mayAsk(other, rule))) return "not known";
  return "nobody";
}

const extension = { group: "gateway.envoyproxy.io", kind: "HTTPRouteFilter" };

/** A filter of the standard that asks somebody else, or one of an implementation that nobody here knows. Envoy Gateway's own asks nobody. */
function filterAsks(filter: Reader): Asked {
  if (filter.text("type") === "ExternalAuth") return "everybody";
  if (filter.text("type") !== "ExtensionRef") return "nobody";
  const reference = filter.object("extensionRef");
  const isEnvoys = reference.text("group") === extension.group && reference.text("kind") === extension.kind;
  return isEnvoys ? "nobody" : "not known";
}

/** The policies that hold for a rule: that of the smallest part, and those of larger parts that it is merged into. */
function effectivePolicies(rule: RouteRule, policies: KubernetesObject[]): KubernetesObject[] {
  const levels = [
    targeting(policies, rule.route, rule.rule.text("name"), true),
    targeting(policies, rule.route, undefined, false),
    targeting(policies, rule.gateway, rule.listener, true),
    targeting(policies, rule.gateway, undefined, false),
  ];
  const effective: KubernetesObject[] = [];
  for (const level of levels) {
    effective.push(...level);
    if (level.length > 0 && !level.some((policy) => readerOf(policy).object("spec").text("mergeType"))) break;
  }
  return effective;
}

function targeting(
  policies: KubernetesObject[],
  target: KubernetesObject,
  section: string | undefined,
  isOfSection: boolean,
): KubernetesObject[] {
  if (isOfSection && section === undefined) return [];
  return filterKnown(
    policies,
    (policy) =>
      policy.namespace === target.namespace &&
      (targetsOf(readerOf(policy).object("spec")).some(
        (reference) =>
          names(reference, target) && reference.text("sectionName") === (isOfSection ? section : undefined),
      ) ||
        (!isOfSection && selectorsOf(policy).some((selector) => selects(selector, target)))),
  );
}

const targetsOf = (spec: Reader): Reader[] => [
  ...spec.objects("targetRefs"),
  ...(spec.record("targetRef") === undefined ? [] : [spec.object("targetRef")]),
];

const names = (reference: Reader, target: KubernetesObject): boolean =>
  reference.text("kind") === kindOf(target.resource) && reference.text("name") === target.name;

const selectorsOf = (policy: KubernetesObject): Reader[] => readerOf(policy).object("spec").objects("targetSelectors");

/** A target selector has the members of a label selector beside its kind. */
function selects(selector: Reader, target: KubernetesObject): boolean {
  if (selector.text("kind") !== kindOf(target.resource)) return false;
  const { matchLabels, matchExpressions } = selector.properties;
  const holder = new Reader(selector.subject, { selector: { matchLabels, matchExpressions } });
  return selectsAt(holder, "selector", () => readerOf(target).object("metadata").textsByName("labels"));
}

/**
 * Whether a policy of Envoy Gateway lets nobody in who does not say who he is. One that cannot judge and lets in all the same, or that takes a
 * request without a token, asks nobody; a rule of authorization without a match refuses, unless it says that it allows.
 */
function asksCallers(policy: KubernetesObject): boolean {
  const spec = readerOf(policy).object("spec");
  const has = (name: string) => spec.record(name) !== undefined;
  const jwt = spec.object("jwt");
  return (
    (has("jwt") && jwt.flag("optional") !== true && jwt.flag("failOpen") !== true) ||
    ["oidc", "basicAuth", "apiKeyAuth"].some(has) ||
    (has("extAuth") && spec.object("extAuth").flag("failOpen") !== true) ||
    (has("authorization") && spec.object("authorization").text("defaultAction") !== "Allow")
  );
}

/** Whether clients must have a certificate, by the Gateway itself or by Envoy Gateway's policy of its clients. */
function asksForCertificates({ gateway, listener }: RouteRule, resources: readonly Resource[]): boolean {
  const spec = readerOf(gateway).object("spec");
  const isAsked = (tls: Reader) => tls.object("frontendValidation").objects("caCertificateRefs").length > 0;
  const listeners = spec
    .objects("listeners")
    .filter((candidate) => listener === undefined || candidate.text("name") === listener);
  if (listeners.length > 0 && listeners.every((found) => isAsked(found.object("tls")))) return true;
  return clientPoliciesOf({ gateway, listener }, resources).some((policy) => {
    const validation = readerOf(policy).object("spec").object("tls").object("clientValidation");
    return validation.objects("caCertificateRefs").length > 0 && validation.flag("optional") !== true;
  });
}

/** Envoy Gateway's policies of the clients of a Gateway: those of the listener, or else those of the whole. */
export function clientPoliciesOf({ gateway, listener }: Parent, resources: readonly Resource[]): KubernetesObject[] {
  const policies = objectsOf(resources, "kubernetes:gateway.envoyproxy.io:ClientTrafficPolicy");
  const ofListener = targeting(policies, gateway, listener, true);
  return ofListener.length > 0 ? ofListener : targeting(policies, gateway, undefined, false);
}

/** Kinds that are attached to routes and Gateways, and ask nobody. */
const asksNobody =
  /^(BackendTrafficPolicy|ClientTrafficPolicy|EnvoyPatchPolicy|EnvoyExtensionPolicy|SecurityPolicy|BackendTLSPolicy|HTTPRoute|GRPCRoute|Gateway|HealthCheckPolicy|DNSPolicy|TLSPolicy|RateLimitPolicy|ScaledObject|RequestAuthentication)$/;

/**
 * Whether another implementation's policy may ask: one that is attached to the route, its Gateway or its Services and whose kind or properties
 * speak of it, and Istio's AuthorizationPolicy. Its RequestAuthentication alone lets in who brings no token
 * (https://istio.io/latest/docs/reference/config/security/request_authentication/).
 */
function mayAsk(resource: Resource, { route, rule, gateway }: RouteRule): boolean {
  const kind = kindOf(resource);
  if (asksNobody.test(kind) || !isObject(resource.props.spec)) return false;
  const policy = objectOf(resource);
  const spec = readerOf(policy).object("spec");
  if (/security\.istio\.io/.test(resource.type)) {
    return (
      kind === "AuthorizationPolicy" && [route.namespace, gateway.namespace, "istio-system"].includes(policy.namespace)
    );
  }
  const backends = rule.objects("backendRefs").map((reference) => reference.text("name"));
  const isAttached = targetsOf(spec).some(
    (reference) =>
      names(reference, route) ||
      names(reference, gateway) ||
      (reference.text("kind") === "Service" && backends.includes(reference.text("name"))),
  );
  return isAttached && speaksOfAsking(kind, spec.properties);
}

const speaksOfAsking = (kind: string, spec: object): boolean =>
  /auth|security|iap|access/i.test(kind) || /"[^"]*(auth|jwt|oidc|oauth|iap|apikey)[^"]*":/i.test(JSON.stringify(spec));

/** Annotations that make an Ingress ask, of nginx, HAProxy, Traefik 1, Amazon's and others; or that let in some addresses only. */
const asking =
  /(^|[./-])(auth-(url|type|secret|signin|realm|tls-secret|idp-oidc|proxy-set-headers)|oauth2?|oidc|jwt|iap|(white|allow)list-source-range|(white|allow)-list|inbound-cidrs)([./-]|$)/;

/** Annotations behind which anything may be: middlewares, plugins, and pieces of a configuration. */
const anything = /(middlewares|plugins|snippet|policies|authpolicy|security-policy)$/;

/** Whether an Ingress asks its callers who they are, by its annotations. */
export function ingressAsks(annotations: Readonly<Record<string, string>>): Asked {
  const set = Object.entries(annotations).filter(([, value]) => !/^(|none|off|false)$/i.test(value.trim()));
  if (set.some(([name]) => asking.test(name.slice(name.indexOf("/") + 1)))) return "everybody";
  return set.some(([name]) => anything.test(name)) ? "not known" : "nobody";
}
