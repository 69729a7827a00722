import type { Reader } from "../read";
import { type KubernetesObject, objectsOf, readerOf, type Resource } from "../resource";
import { type Asked, isForAll, strongestOf } from "./asked";
import type { ForeignRoute } from "./foreign-routes";
import { isInternalClass } from "./gateways";

/** Namespace of Istio's own, whose policies hold for all others. */
const rootNamespace = "istio-system";

/** Istio's routes through a Gateway of its own that this stack has. https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export const istioRoutes = (resources: readonly Resource[]): (() => ForeignRoute[])[] =>
  objectsOf(resources, "kubernetes:networking.istio.io:VirtualService").map(
    (object) => () => routeOf(object, resources),
  );

function routeOf(object: KubernetesObject, resources: readonly Resource[]): ForeignRoute[] {
  const spec = readerOf(object).object("spec");
  const named = spec.texts("gateways").filter((name) => name !== "mesh");
  const gateways = objectsOf(resources, "kubernetes:networking.istio.io:Gateway").filter((gateway) =>
    named.some((name) => [gateway.name, `${gateway.namespace}/${gateway.name}`].includes(name)),
  );
  const open = gateways.filter((gateway) => !isInternal(gateway));
  if (open.length === 0) return [];
  const backends = ["http", "tls", "tcp"]
    .flatMap((kind) => spec.objects(kind))
    .flatMap((rule) => rule.objects("route"))
    .map((route) => serviceAt(route.object("destination").text("host") ?? "", object.namespace));
  const namespaces = [...open.map(({ namespace }) => namespace), ...backends.map(({ namespace }) => namespace)];
  return backends.length === 0 ? [] : [{ object, backends, asks: () => authorizationAsks(namespaces, resources) }];
}

/** Istio's Gateways choose their proxies by labels, which say by their names alone that they are internal. */
const isInternal = (gateway: KubernetesObject): boolean =>
  Object.values(readerOf(gateway).object("spec").textsByName("selector")).some(isInternalClass);

function serviceAt(host: string, namespace: string): { namespace: string; name: string } {
  const [name = "", given] = host.split(".");
  return { namespace: given ?? namespace, name };
}

/**
 * Whether Istio's AuthorizationPolicies of these namespaces, and those of the whole mesh, let nobody in who does not say who he is. RequestAuthentication
 * alone lets in who brings no token. https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export function authorizationAsks(namespaces: readonly string[], resources: readonly Resource[]): Asked {
  const policies = objectsOf(resources, "kubernetes:security.istio.io:AuthorizationPolicy").filter(({ namespace }) =>
    [...namespaces, rootNamespace].includes(namespace),
  );
  return strongestOf(
    policies.map((policy): Asked => {
      const spec = readerOf(policy).object("spec");
      if (!asks(spec)) return "nobody";
      // Of which pods it is, their labels say, which need not be those of this way.
      const isOfSome = spec.record("selector") !== undefined || spec.any("targetRefs") !== undefined;
      return isOfSome ? "not known" : "everybody";
    }),
  );
}

/** Without rules an ALLOW refuses all, and a DENY nobody. */
function asks(spec: Reader): boolean {
  const rules = spec.objects("rules");
  switch (spec.text("action") ?? "ALLOW") {
    case "ALLOW":
      return rules.every((rule) => namesCallers(rule));
    case "DENY":
      return rules.some((rule) =>
        rule
          .objects("from")
          .some((from) =>
            ["notRequestPrincipals", "notPrincipals"].some((name) => from.object("source").texts(name).includes("*")),
          ),
      );
    case "CUSTOM":
      return rules.length > 0;
    default:
      return false;
  }
}

const callers = ["principals", "requestPrincipals", "namespaces", "serviceAccounts"] as const;

/** Whether an ALLOW's rule says who: by every source that it names, or by a condition on the token. */
function namesCallers(rule: Reader): boolean {
  const sources = rule.objects("from").map((from) => from.object("source"));
  const isNamed = (source: Reader): boolean =>
    callers.some((name) => source.texts(name).length > 0) ||
    ["ipBlocks", "remoteIpBlocks"].some((name) => source.texts(name).length > 0 && !isForAll(source.texts(name)));
  if (sources.length > 0 && sources.every(isNamed)) return true;
  return rule.objects("when").some((when) => /^(request\.auth\.|source\.principal)/.test(when.text("key") ?? ""));
}
