import type { Resource } from "../resource";
import { type Asked, isForAll, rangesIn, strongestOf } from "./asked";
import { middlewaresAsk } from "./traefik";

/** Annotations that make an Ingress ask, of HAProxy, Amazon's, Traefik 1 and others, without their prefixes. */
const asking = /(^|[./-])(auth-(url|type|secret|tls-secret|idp-oidc|idp-cognito)|oauth2?|oidc|jwt|iap)([./-]|$)/;

/** Annotations that let in some addresses only. */
const ranges = /(^|[./-])((white|allow)list-source-range|(white|allow)-?list|inbound-cidrs)([./-]|$)/;

/** Annotations behind which anything may be: plugins, and pieces of a configuration. */
const anything = /(plugins|snippet|policies|authpolicy|security-policy)$/;

const off = /^(|none|off|false|disabled)$/i;

/**
 * Whether an Ingress asks its callers who they are, by its annotations. A page to sign in at, a realm and headers that are passed on
 * (`auth-signin`, `auth-realm`, `auth-proxy-set-headers`) ask nobody by themselves.
 * https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
export function ingressAsks(
  annotations: Readonly<Record<string, string>>,
  namespace: string,
  resources: readonly Resource[],
): Asked {
  const set = Object.entries(annotations)
    .filter(([, value]) => !off.test(value.trim()))
    .map(([name, value]) => [name.slice(name.indexOf("/") + 1), value] as const);
  const values = new Map(set);
  // Clients may have a certificate, and need none.
  const isOptional = /^(off|optional|optional_no_ca)$/.test(annotations[`${nginx}/auth-tls-verify-client`] ?? "on");
  return strongestOf(
    set.map(([name, value]): Asked => {
      if (ranges.test(name)) return isForAll(rangesIn(value)) ? "nobody" : "everybody";
      if (name === "router.middlewares") return middlewaresAsk(rangesIn(value), namespace, resources);
      if (name.includes("auth-tls-secret") && isOptional) return "nobody";
      // nginx asks for a password only where it has the list of them.
      if (name === "auth-type" && /^(basic|digest)$/.test(value) && !values.has("auth-secret")) return "nobody";
      if (asking.test(name)) return "everybody";
      return anything.test(name) ? "not known" : "nobody";
    }),
  );
}

const nginx = "nginx.ingress.kubernetes.io";
