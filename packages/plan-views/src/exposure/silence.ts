import { kindOf, objectsOf, readerOf, type Resource } from "../resource";
import type { ExposedRoute } from "./exposed-routes";
import { clientPoliciesOf } from "./authentication";

/** Silence after which Envoy ends a stream unless it is told otherwise, seconds (its `stream_idle_timeout`). */
const envoySeconds = 300;
/** Time that nginx waits for the next byte of an answer unless it is told otherwise, seconds (its `proxy_read_timeout`). */
const nginxSeconds = 60;

/**
 * Longest silence of a backend that a way from the internet bears, seconds; `undefined` where this is not known of who answers there. Known are Envoy
 * Gateway and the nginx ingress controller.
 */
export function longestSilenceOf(route: ExposedRoute, resources: readonly Resource[]): number | undefined {
  const kind = kindOf(route.resource);
  if (kind === "Ingress") return ofIngress(route);
  if (kind === "Service" || !hasEnvoyGateway(resources)) return undefined;
  const times = route.parents
    .flatMap((parent) => clientPoliciesOf(parent, resources))
    .map((policy) => {
      const http = readerOf(policy).object("spec").object("timeout").object("http");
      return secondsOf(http.text("streamIdleTimeout")) ?? envoySeconds;
    });
  return times.length === 0 ? envoySeconds : Math.min(...times);
}

function ofIngress(route: ExposedRoute): number | undefined {
  const spec = readerOf(route).object("spec");
  const annotations = readerOf(route).object("metadata").textsByName("annotations");
  const className = spec.text("ingressClassName") ?? annotations["kubernetes.io/ingress.class"] ?? "";
  if (!className.startsWith("nginx")) return undefined;
  const seconds = Number(annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"] ?? nginxSeconds);
  return Number.isFinite(seconds) ? seconds : undefined;
}

const hasEnvoyGateway = (resources: readonly Resource[]): boolean =>
  objectsOf(resources, "kubernetes:gateway.networking.k8s.io:GatewayClass").some(
    (found) =>
      readerOf(found).object("spec").text("controllerName") === "gateway.envoyproxy.io/gatewayclass-controller",
  );

const units: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1, ms: 0.001 };

/** A duration of the Gateway API (GEP-2257), such as `1h30m`; none for 0, which means no end. */
function secondsOf(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const parts = [...duration.matchAll(/(\d+)(h|ms|m|s)/g)];
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
  return seconds === 0 ? Infinity : seconds;
}
