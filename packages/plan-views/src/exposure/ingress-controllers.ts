import { isObject } from "../plan";
import { objectsOf, readerOf, type Resource } from "../resource";
import { releasesOf } from "../releases";
import { ifKnown } from "../unknown";
import { isInternalBalancer } from "./gateways";

/** What the charts of this stack say of the controllers that serve an Ingress. */
export interface IngressControllers {
  /** Whether all that there are, of this class, stand behind an internal load balancer or none. */
  readonly isInternal: boolean;
  /** Whether one asks the callers of every Ingress (nginx's `global-auth-url`). */
  readonly asksAll: boolean;
}

const chartOfController = /(ingress-nginx|nginx-ingress|traefik|haproxy|kubernetes-ingress|contour|kong|ambassador)/;

/** The controllers that this stack installs and that may serve a class of Ingresses. */
export function controllersOf(resources: readonly Resource[], className: string): IngressControllers {
  const charts = releasesOf(resources)
    .filter(({ chart }) => chartOfController.test(chart))
    .map(({ values }) => values)
    .filter((values) => {
      const name = at(values, "controller", "ingressClassResource", "name") ?? at(values, "controller", "ingressClass");
      return className === "" || name === undefined || name === className;
    });
  const configured = objectsOf(resources, "kubernetes:core:ConfigMap").some(
    // One that a preview does not know yet is most likely another program's.
    (map) => ifKnown(() => readerOf(map).record("data")?.["global-auth-url"]) !== undefined,
  );
  return {
    isInternal: charts.length > 0 && charts.every(isBehindInternal),
    asksAll: configured || charts.some((values) => at(values, "controller", "config", "global-auth-url") !== undefined),
  };
}

/** The Service is the controller's, or stands at the top (Traefik), or is the proxy's (Kong) or Envoy's (Contour). */
function isBehindInternal(values: Readonly<Record<string, unknown>>): boolean {
  const services = [at(values, "controller", "service"), values.service, values.proxy, at(values, "envoy", "service")];
  return services.filter(isObject).some((service) => {
    const type = service.type ?? at(service, "spec", "type");
    const annotations = Object.fromEntries(
      Object.entries(isObject(service.annotations) ? service.annotations : {}).map(([name, value]) => [
        name,
        String(value),
      ]),
    );
    return type === "ClusterIP" || type === "NodePort" || isInternalBalancer(annotations);
  });
}

function at(values: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), values);
}
