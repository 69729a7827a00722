import type { Reader } from "../read";
import { type KubernetesObject, objectsOf, readerOf, type Resource } from "../resource";
import { type Asked, isForAll, strongestOf, weakestOf } from "./asked";
import type { ForeignRoute } from "./foreign-routes";
import { isInternalClass } from "./gateways";

const groups = ["traefik.io", "traefik.containo.us"] as const;

/** Traefik's own routes, by HTTP and TCP. https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/ */
export const traefikRoutes = (resources: readonly Resource[]): (() => ForeignRoute[])[] =>
  groups
    .flatMap((group) => ["IngressRoute", "IngressRouteTCP"].map((kind) => `kubernetes:${group}:${kind}`))
    .flatMap((token) => objectsOf(resources, token))
    .map((object) => () => routeOf(object, resources));

function routeOf(object: KubernetesObject, resources: readonly Resource[]): ForeignRoute[] {
  const spec = readerOf(object).object("spec");
  const entryPoints = spec.texts("entryPoints");
  if (entryPoints.length > 0 && entryPoints.every(isInternalClass)) return [];
  const routes = spec.objects("routes").filter((route) => route.objects("services").length > 0);
  const backends = routes.flatMap((route) =>
    route
      .objects("services")
      .filter((service) => (service.text("kind") ?? "Service") === "Service")
      .map((service) => ({
        namespace: service.text("namespace") ?? object.namespace,
        name: service.text("name") ?? "",
      })),
  );
  const asks = (): Asked =>
    weakestOf(
      routes.map((route) =>
        strongestOf(
          route
            .objects("middlewares")
            .map((reference) =>
              middlewareAsks(reference.text("namespace") ?? object.namespace, reference.text("name") ?? "", resources),
            ),
        ),
      ),
    );
  return [{ object, backends, asks }];
}

/** Whether middlewares ask that an annotation of an Ingress names, as `<namespace>-<name>@kubernetescrd`. */
export const middlewaresAsk = (names: readonly string[], namespace: string, resources: readonly Resource[]): Asked =>
  strongestOf(
    names.map((name) => {
      const found = middlewaresOf(resources).find(
        (middleware) => `${middleware.namespace}-${middleware.name}@kubernetescrd` === name,
      );
      return found === undefined ? middlewareAsks(namespace, name, resources) : specAsks(found, resources);
    }),
  );

/** One of another stack may do anything. */
function middlewareAsks(namespace: string, name: string, resources: readonly Resource[]): Asked {
  const found = middlewaresOf(resources).find(
    (middleware) => middleware.namespace === namespace && middleware.name === name,
  );
  return found === undefined ? "not known" : specAsks(found, resources);
}

const middlewaresOf = (resources: readonly Resource[]): KubernetesObject[] =>
  groups
    .flatMap((group) => [`kubernetes:${group}:Middleware`, `kubernetes:${group}:MiddlewareTCP`])
    .flatMap((token) => objectsOf(resources, token));

function specAsks(middleware: KubernetesObject, resources: readonly Resource[]): Asked {
  const spec = readerOf(middleware).object("spec");
  if (["basicAuth", "digestAuth", "forwardAuth"].some((name) => spec.record(name) !== undefined)) return "everybody";
  if (["ipAllowList", "ipWhiteList"].some((name) => isListOfSome(spec, name))) return "everybody";
  if (spec.record("plugin") !== undefined) return "not known";
  const chained = spec.object("chain").objects("middlewares");
  return strongestOf(
    chained.map((reference) =>
      middlewareAsks(reference.text("namespace") ?? middleware.namespace, reference.text("name") ?? "", resources),
    ),
  );
}

const isListOfSome = (spec: Reader, name: string): boolean =>
  spec.record(name) !== undefined && !isForAll(spec.object(name).texts("sourceRange"));
