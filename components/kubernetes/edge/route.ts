import * as pulumi from "@pulumi/pulumi";
import type { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { typedCustomResource } from "../custom-resource";
import type { IBackendTrafficPolicy, IHTTPRoute } from "../custom-resource-types";
import { listeners } from "./gateway";

/** What a Gateway leads to. */
export interface EdgeBackend {
  /** Namespace of the Service, and of the route. */
  namespace: pulumi.Input<string>;
  /** Name of the Service. */
  service: pulumi.Input<string>;
  /** Port of the Service. */
  port: pulumi.Input<number>;
  /** Regular expression (RE2) that the whole path of a request matches; others are answered with 404. */
  paths: string;
  /** Pods of the Service at its autoscaler's maximum. */
  maxReplicas: pulumi.Input<number>;
  /** Requests that one of the pods holds at once, at work and in line. */
  requestsPerReplica: pulumi.Input<number>;
  /** Longest time for which a pod that is at work sends nothing, seconds. Default: 300. */
  longestSilenceSeconds?: pulumi.Input<number>;
}

/** How requests come from a Gateway to its backend. */
export interface RouteParts {
  name: string;
  gateway: { name: string; namespace: pulumi.Input<string> };
  host: pulumi.Input<string> | undefined;
  backend: EdgeBackend;
  requestsPerSecond: pulumi.Input<number>;
  maxBodyMi: pulumi.Input<string>;
  /** Most requests that one proxy has under way at the backend. */
  parallelRequests: pulumi.Input<number>;
  /** Regular expression of the paths behind a login, which have a route of their own; `undefined`: there is none. */
  loginPaths: string | undefined;
}

/** Names of the routes to a Service: of its own paths, and of those behind a login. */
export const routeNames = (service: pulumi.Input<string>) => ({
  programs: service,
  people: pulumi.interpolate`${service}-people`,
});

const labels = { "app.kubernetes.io/part-of": "breakwater" };

/** The redirect to HTTPS, the route to the backend and its limits. */
export function createRoutes(parts: RouteParts, opts: pulumi.CustomResourceOptions): CustomResource {
  const { name, gateway, host, backend, requestsPerSecond, maxBodyMi, parallelRequests, loginPaths } = parts;
  const parent = (sectionName: string) => ({ name: gateway.name, namespace: gateway.namespace, sectionName });
  const hostnames = host === undefined ? {} : { hostnames: [host] };

  typedCustomResource<IHTTPRoute>(
    `${name}-to-https`,
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: `${name}-to-https`, namespace: gateway.namespace, labels },
      spec: {
        parentRefs: [parent(listeners.http)],
        ...hostnames,
        // 308 keeps the method and the body of a POST, which 301 does not.
        rules: [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 308 } }] }],
      },
    },
    opts,
  );

  const toBackend = (id: string, routeName: pulumi.Input<string>, paths: string): CustomResource =>
    typedCustomResource<IHTTPRoute>(
      id,
      {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { name: routeName, namespace: backend.namespace, labels },
        spec: {
          parentRefs: [parent(listeners.https)],
          ...hostnames,
          rules: [
            {
              // One match and not one a path: Envoy counts a client's requests for each match anew.
              matches: [{ path: { type: "RegularExpression", value: paths } }],
              backendRefs: [{ name: backend.service, port: backend.port }],
            },
          ],
        },
      },
      opts,
    );
  const names = routeNames(backend.service);
  const route = toBackend(`${name}-route`, names.programs, backend.paths);
  if (loginPaths !== undefined) toBackend(`${name}-people-route`, names.people, loginPaths);

  typedCustomResource<IBackendTrafficPolicy>(
    `${name}-limits`,
    {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "BackendTrafficPolicy",
      metadata: { name: backend.service, namespace: backend.namespace, labels },
      spec: {
        targetRefs: [names.programs, ...(loginPaths === undefined ? [] : [names.people])].map((routeName) => ({
          group: "gateway.networking.k8s.io",
          kind: "HTTPRoute",
          name: routeName,
        })),
        rateLimit: {
          local: {
            rules: [
              {
                // `Distinct`: a bucket for each address. Of how many a proxy keeps the latest, `createClientMemory` says.
                clientSelectors: [{ sourceCIDR: { type: "Distinct", value: "0.0.0.0/0" } }],
                limit: { requests: requestsPerSecond, unit: "Second" },
              },
            ],
          },
        },
        // Counted by each proxy for itself. Requests go to the backend by HTTP/1.1, each on a connection of its own, so that connections bind as
        // requests do; what waits for a connection is no more than what may be under way. Envoy's own limit is 1,024 of each.
        circuitBreaker: {
          maxConnections: parallelRequests,
          maxPendingRequests: parallelRequests,
          maxParallelRequests: parallelRequests,
        },
        // Receives a request wholly before it passes it on, and answers 413 to a larger one. Answers are streamed all the same.
        requestBuffer: { limit: maxBodyMi },
        timeout: {
          tcp: { connectTimeout: "5s" },
          // An answer takes as long as it takes: Envoy's 15 s would cut streams. Silence ends it (ClientTrafficPolicy).
          http: { requestTimeout: "0s" },
        },
      },
    },
    opts,
  );
  return route;
}
