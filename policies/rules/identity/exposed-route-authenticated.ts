import { kindOf, UndecidedError, waysInOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { workloadsBehind } from "./exposed-workloads";

export const exposedRouteAuthenticated: StackRule = {
  name: "exposed-route-authenticated",
  description: "A route from the internet asks who calls, or says that it is for everybody.",
  guardsAgainst:
    "A route that is open by mistake looks like one that is meant to be. What may be open says so by an exemption, with its reason.",
  severity: "medium",
  tags: ["identity"],
  remediationSteps:
    "Ask at the edge (a SecurityPolicy with oidc, jwt or apiKeyAuth, the auth annotations of the Ingress) or in the workload; or exempt a route that is for everybody, with the reason.",
  enforcementLevel: "advisory",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    // What a load balancer of its own speaks need not be HTTP: those before models are another rule's.
    const routes = gather(waysInOf(resources), (way) => way.exposed()).filter(
      ({ resource }) => kindOf(resource) !== "Service",
    );
    if (routes.length === 0) notApplicable("the stack has no route from the internet");
    each(routes, (route) => {
      const behind = workloadsBehind(route, resources);
      if (behind.some(({ treasure, asksItself }) => asksItself || treasure !== undefined)) return;
      const asked = route.asks();
      if (asked === "everybody") return;
      if (asked === "not known")
        throw new UndecidedError(
          `${route.title}: what stands on it may ask who calls or not, which nobody can tell here`,
        );
      violation(
        `${route.title} is open to the internet, and nobody on the way is seen to ask who calls`,
        route.resource,
      );
    });
  },
};
