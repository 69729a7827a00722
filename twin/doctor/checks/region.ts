import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, unseen } from "../findings";
import { inSubscription, onStack } from "../situation";

/** `az account list-locations`. */
const shape = z.array(
  z.object({
    name: z.string(),
    displayName: z.string(),
    metadata: z.object({ regionType: z.string(), geography: z.string().nullish() }),
  }),
);

/** Whether the subscription has the stack's region. */
export const region = defineCheck({
  name: "region",
  subject: "regions of the subscription",
  known: ({ needs }) => (needs.location === "" ? [unseen("the region: no resource of the Plan names one")] : undefined),
  questions: (situation) => ({
    locations: {
      tool: "az",
      args: ["account", "list-locations", ...inSubscription(situation)],
      shape,
    } as const,
  }),
  judge: (situation, { locations }) => {
    const { location } = situation.needs;
    const physical = locations.filter(({ metadata }) => metadata.regionType === "Physical");
    const found = physical.find(({ name }) => name === location);
    if (found) return [ok(`${location} (${found.displayName}) is a region of the subscription.`)];
    const names = physical.map(({ name }) => name).sort();
    const near = names.filter((name) => name.includes(location.slice(0, 5)) || location.includes(name));
    return [
      problem(
        `${location} is no region of the subscription. ${near.length > 0 ? `It has ${near.join(", ")}, and more` : `It has ${names.join(", ")}`}.`,
        `pulumi config set location ${near[0] ?? "<region>"} ${onStack(situation)}`,
      ),
    ];
  },
});
