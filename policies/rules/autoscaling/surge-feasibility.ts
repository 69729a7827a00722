import type { StackRule } from "../../rule";
import { unjudged } from "./room";
import { assumptionSettings, surgeFleet } from "./surge-fleet";
import { type Assumptions, surgeLimits } from "./surge-limits";

export const surgeFeasibility: StackRule<Assumptions> = {
  name: "surge-feasibility",
  description: "The fleet can reach what the stack says that it must survive (its output `surge`).",
  guardsAgainst:
    "A limit that nobody looked at is found on the day of the sale: replicas, nodes, quota, pod addresses, the autoscaler's steps, or the time that a pod takes.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Raise the limit that binds first, or what is ready before it is needed: minReplicas, a cron window, a warm buffer.",
  settings: assumptionSettings,
  checkStack: (resources, { config, violation, notApplicable }) => {
    const found = surgeFleet(resources, config);
    if ("reason" in found) return notApplicable(found.reason);
    const { fleet, surge } = found;
    const [first, ...others] = surgeLimits(fleet, surge, config).filter(
      ({ bindsAtPerSecond }) => bindsAtPerSecond < surge.peakPerSecond,
    );
    const reason = unjudged(fleet.capacity.takers(fleet.resident.template));
    if (first === undefined) {
      if (reason !== undefined) notApplicable(reason);
      return;
    }
    const then = others.length > 0 ? `; after it ${others.map(({ words }) => words).join("; ")}` : "";
    violation(
      `${fleet.resident.workload.title} cannot follow the surge to ${surge.peakPerSecond} requests/s: what binds first, at ${Math.round(first.bindsAtPerSecond * 10) / 10}/s, is ${first.words}${then}`,
      fleet.scaler.resource,
    );
  },
};
