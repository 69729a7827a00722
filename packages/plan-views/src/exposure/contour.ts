import type { Reader } from "../read";
import { type KubernetesObject, objectsOf, readerOf, type Resource } from "../resource";
import { type Asked, isForAll, weakestOf } from "./asked";
import type { ForeignRoute } from "./foreign-routes";
import { isInternalClass } from "./gateways";

/** Contour's routes. One without a host is included by another, of which only the host matters here. https://projectcontour.io/docs/main/config/api/ */
export const contourRoutes = (resources: readonly Resource[]): (() => ForeignRoute[])[] =>
  objectsOf(resources, "kubernetes:projectcontour.io:HTTPProxy").map((object) => () => routeOf(object));

function routeOf(object: KubernetesObject): ForeignRoute[] {
  const spec = readerOf(object).object("spec");
  if (isInternalClass(spec.text("ingressClassName") ?? "")) return [];
  const routes = spec.objects("routes").filter((route) => route.objects("services").length > 0);
  const backends = routes.flatMap((route) =>
    route.objects("services").map((service) => ({ namespace: object.namespace, name: service.text("name") ?? "" })),
  );
  // The host of an included proxy is another's, and so is what it asks.
  const asks = (): Asked =>
    spec.record("virtualhost") === undefined
      ? "not known"
      : weakestOf(routes.map((route) => routeAsks(route, spec.object("virtualhost"))));
  return [{ object, backends, asks }];
}

function routeAsks(route: Reader, host: Reader): Asked {
  const certificates = host.object("tls").object("clientValidation");
  const isOptional =
    certificates.flag("optionalClientCertificate") === true || certificates.flag("skipClientCertValidation") === true;
  if (host.object("tls").record("clientValidation") !== undefined && !isOptional) return "everybody";
  const authorization = host.object("authorization");
  const isDisabled =
    route.object("authPolicy").flag("disabled") ?? authorization.object("authPolicy").flag("disabled") ?? false;
  const failsOpen = authorization.flag("failOpen") === true;
  if (host.record("authorization") !== undefined && !isDisabled && !failsOpen) return "everybody";
  const jwt = route.object("jwtVerificationPolicy");
  const byDefault = host.objects("jwtProviders").some((provider) => provider.flag("default") === true);
  if (jwt.text("require") !== undefined || (byDefault && jwt.flag("disabled") !== true)) return "everybody";
  const allowed = [...route.objects("ipAllowPolicy"), ...host.objects("ipAllowPolicy")].map(
    (policy) => policy.text("cidr") ?? "",
  );
  return allowed.length > 0 && !isForAll(allowed) ? "everybody" : "nobody";
}
