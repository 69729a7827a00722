import type { Reader } from "../read";
import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "../resource";

/** A Gateway of the Gateway API, as far as it matters who reaches it. */
export interface Gateway extends KubernetesObject {
  readonly className: string;
  /** Whether the internet reaches it: everything that nothing shows to be internal. */
  isPublic(): boolean;
}

/**
 * Annotations by which a load balancer is an internal one, and the values that say so: Azure's, Google's and Amazon's.
 * https://learn.microsoft.com/azure/aks/internal-lb, https://cloud.google.com/kubernetes-engine/docs/how-to/internal-load-balancing,
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
 */
const internalBy: Readonly<Record<string, RegExp>> = {
  "service.beta.kubernetes.io/azure-load-balancer-internal": /^true$/i,
  "networking.gke.io/load-balancer-type": /^internal$/i,
  "cloud.google.com/load-balancer-type": /^internal$/i,
  "service.beta.kubernetes.io/aws-load-balancer-internal": /^(true|0\.0\.0\.0\/0)$/i,
  "service.beta.kubernetes.io/aws-load-balancer-scheme": /^internal$/i,
  "networking.istio.io/service-type": /^(ClusterIP|NodePort)$/,
};

/** Whether the annotations of a load balancer make it an internal one. */
export const isInternalBalancer = (annotations: Readonly<Record<string, string>>): boolean =>
  Object.entries(internalBy).some(([name, value]) => value.test(annotations[name] ?? ""));

/** Classes of Gateways and Ingresses whose names say that the internet does not reach them, as Google's `gke-l7-rilb` and `gce-internal` do. */
export const isInternalClass = (name: string): boolean =>
  /(^|[-.])(internal|private|rilb|tailscale|mesh)([-.]|$)/.test(name);

/** The Gateways among the resources, in their order. */
export const gatewaysOf = (resources: readonly Resource[]): Gateway[] =>
  objectsOf(resources, "kubernetes:gateway.networking.k8s.io:Gateway").map((gateway) => {
    const spec = () => readerOf(gateway).object("spec");
    const className = () => spec().text("gatewayClassName") ?? "";
    return viewOf(gateway, {
      get className() {
        return className();
      },
      isPublic: () => {
        if (isInternalClass(className())) return false;
        if (isInternalBalancer(spec().object("infrastructure").textsByName("annotations"))) return false;
        if (isInternalBalancer(readerOf(gateway).object("metadata").textsByName("annotations"))) return false;
        return !proxiesOf(resources, gateway, className()).some(isBehindInternal);
      },
    });
  });

/** The EnvoyProxies that say how the proxies of a Gateway are reached: its own, and that of its class. */
function proxiesOf(resources: readonly Resource[], gateway: KubernetesObject, className: string): Reader[] {
  const proxies = objectsOf(resources, "kubernetes:gateway.envoyproxy.io:EnvoyProxy");
  const named = (reference: Reader, namespace: string) =>
    proxies.filter(
      (proxy) =>
        proxy.name === reference.text("name") && proxy.namespace === (reference.text("namespace") ?? namespace),
    );
  const ofClass = objectsOf(resources, "kubernetes:gateway.networking.k8s.io:GatewayClass")
    .filter(({ name }) => name === className)
    .flatMap((found) => named(readerOf(found).object("spec").object("parametersRef"), gateway.namespace));
  const own = named(
    readerOf(gateway).object("spec").object("infrastructure").object("parametersRef"),
    gateway.namespace,
  );
  return [...own, ...ofClass].map(readerOf);
}

function isBehindInternal(proxy: Reader): boolean {
  const service = proxy.object("spec").object("provider").object("kubernetes").object("envoyService");
  return (
    ["ClusterIP", "NodePort"].includes(service.text("type") ?? "LoadBalancer") ||
    isInternalBalancer(service.textsByName("annotations"))
  );
}
