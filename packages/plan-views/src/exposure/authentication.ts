import { isObject } from "../plan";
import { Reader } from "../read";
import { kindOf, type KubernetesObject, objectOf, objectsOf, readerOf, type Resource } from "../resource";
import { selectsAt } from "../selectors";
import { filterKnown, someKnown } from "../unknown";
import { type Asked, isForAll, strongestOf } from "./asked";
import type { Parent, RouteRule } from "./exposed-routes";
import { authorizationAsks } from "./istio";

/**
 * Whether a rule of a route asks its callers who they are. Of Envoy Gateway's policies the one of the smallest part counts, and replaces those
 * of the larger ones unless it says how to merge (https://gateway.envoyproxy.io/docs/concepts/gateway_api_extensions/security-policy/).
 */
export function routeAsks(rule: RouteRule, resources: readonly Resource[]): Asked {
  const ofEnvoy = effectivePolicies(rule, objectsOf(resources, "kubernetes:gateway.envoyproxy.io:SecurityPolicy"));
  if (ofEnvoy.some(asksCallers) || asksForCertificates(rule, resources)) return "everybody";
  return strongestOf([
    ...rule.rule.objects("filters").map(filterAsks),
    authorizationAsks([rule.route.namespace, rule.gateway.namespace], resources),
    someKnown(resources, (other) => mayAsk(other, rule)) ? "not known" : "nobody",
  ]);
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
    (has("authorization") && refusesStrangers(spec.object("authorization")))
  );
}

/** Whether a rule of authorization refuses who matches none, and none matches every address. */
const refusesStrangers = (authorization: Reader): boolean =>
  authorization.text("defaultAction") !== "Allow" &&
  !authorization.objects("rules").some((rule) => {
    const principal = rule.object("principal");
    const isMore = ["jwt", "headers"].some((name) => principal.any(name) !== undefined);
    return rule.text("action") === "Allow" && !isMore && isForAll(principal.texts("clientCIDRs"));
  });

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
  /^(BackendTrafficPolicy|ClientTrafficPolicy|SecurityPolicy|BackendTLSPolicy|HTTPRoute|GRPCRoute|Gateway|HealthCheckPolicy|DNSPolicy|TLSPolicy|RateLimitPolicy|ScaledObject|RequestAuthentication|AuthorizationPolicy)$/;

/**
 * Whether another implementation's policy may ask: one that is attached to the route, its Gateway or its Services and whose kind or properties
 * speak of it. Istio's are judged by themselves.
 */
function mayAsk(resource: Resource, { route, rule, gateway }: RouteRule): boolean {
  const kind = kindOf(resource);
  if (asksNobody.test(kind) || !isObject(resource.props.spec)) return false;
  const policy = objectOf(resource);
  const spec = readerOf(policy).object("spec");
  const backends = rule.objects("backendRefs").map((reference) => reference.text("name"));
  const isAttached = targetsOf(spec).some(
    (reference) =>
      names(reference, route) ||
      names(reference, gateway) ||
      (reference.text("kind") === "Service" && backends.includes(reference.text("name"))),
  );
  if (!isAttached) return false;
  // Code of its own, and filters of Envoy's that are written in, may ask.
  if (kind === "EnvoyExtensionPolicy") return ["wasm", "extProc", "lua"].some((name) => spec.list(name).length > 0);
  if (kind === "EnvoyPatchPolicy") return envoysFilters.test(JSON.stringify(spec.properties));
  return speaksOfAsking(kind, spec.properties);
}

const envoysFilters = /ext_authz|jwt_authn|oauth2|basic_auth|api_key_auth|filters\.http\.(rbac|lua|wasm|ext_proc)/;

const speaksOfAsking = (kind: string, spec: object): boolean =>
  /auth|security|iap|access/i.test(kind) || /"[^"]*(auth|jwt|oidc|oauth|iap|apikey)[^"]*":/i.test(JSON.stringify(spec));
