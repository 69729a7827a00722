import * as pulumi from "@pulumi/pulumi";
import { typedCustomResource } from "../custom-resource";
import type { IEnvoyPatchPolicy } from "../custom-resource-types";
import { listeners } from "./gateway";

/**
 * Client addresses of which a proxy keeps a count of requests, the latest ones: what Envoy Gateway means to give (envoyproxy/gateway#5319).
 * Whose address goes begins again with a full allowance.
 */
const rememberedClients = 10_000;

const labels = { "app.kubernetes.io/part-of": "breakwater" };

/**
 * Lets the limit of a route count for 10,000 client addresses. Envoy Gateway writes that number where Envoy does not read it, and Envoy's own
 * is 20: the twenty-first client makes the first one's count begin anew (envoyproxy/gateway#9973). The repair (#9974, merged 2026-09) is in no
 * release up to 1.9.1; with one that has it the patch changes nothing, and can go. What it does shows `egctl experimental translate` of 1.9.1.
 *
 * @param gateway name of the Gateway, in `namespace`
 */
export function createClientMemory(
  { name, gateway, namespace }: { name: string; gateway: string; namespace: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): void {
  typedCustomResource<IEnvoyPatchPolicy>(
    `${name}-client-memory`,
    {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "EnvoyPatchPolicy",
      metadata: { name: `${name}-client-memory`, namespace, labels },
      spec: {
        targetRef: { group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway },
        type: "JSONPatch",
        jsonPatches: [
          {
            type: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
            // Envoy Gateway calls the routes of a listener by namespace, Gateway and listener.
            name: pulumi.interpolate`${namespace}/${gateway}/${listeners.https}`,
            operation: {
              op: "add",
              jsonPath: "..typed_per_filter_config['envoy.filters.http.local_ratelimit']",
              path: "/max_dynamic_descriptors",
              value: rememberedClients,
            },
          },
        ],
      },
    },
    opts,
  );
}
