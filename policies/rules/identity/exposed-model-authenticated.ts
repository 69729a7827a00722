import { UndecidedError, waysInOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { workloadsBehind } from "./exposed-workloads";

export const exposedModelAuthenticated: StackRule = {
  name: "exposed-model-authenticated",
  description: "No way from the internet leads to a model or to a paid key before somebody has asked who calls.",
  guardsAgainst:
    "Scanners find an open OpenAI-compatible endpoint within hours, and spend its GPUs or its owner's account at a provider.",
  severity: "critical",
  tags: ["identity"],
  remediationSteps:
    "Ask at the edge (a SecurityPolicy with oidc, jwt or apiKeyAuth on the route, the auth annotations of the Ingress, a proxy such as oauth2-proxy) or in the app (CLIENT_API_KEYS_FILE, --api-key), or make the load balancer an internal one.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const routes = gather(waysInOf(resources), (way) => way.exposed());
    if (routes.length === 0) notApplicable("the stack has no way in from the internet");
    each(routes, (route) => {
      each(workloadsBehind(route, resources), ({ workload, treasure, asksItself }) => {
        if (treasure === undefined || asksItself) return;
        const asked = route.asks();
        if (asked === "everybody") return;
        if (asked === "not known") {
          throw new UndecidedError(
            `${route.title} leads from the internet to ${workload.title} and ${treasure}; what stands on it may ask who calls or not, which nobody can tell here`,
          );
        }
        violation(
          `${route.title} leads from the internet to ${workload.title}, and nobody asks who calls: ${treasure} is open to all`,
          route.resource,
        );
      });
    });
  },
};
