import { z } from "zod";
import type { Question } from "./run/json-cli";
import { inSubscription } from "./situation";
import type { Situation } from "./situation";

/** `az vm list-skus`, as far as it is asked for. */
const shape = z.array(
  z.object({
    name: z.string(),
    family: z.string(),
    capabilities: z.array(z.object({ name: z.string(), value: z.string() })),
    locationInfo: z.array(z.object({ location: z.string(), zones: z.array(z.string()).nullish() })),
    restrictions: z.array(
      z.object({
        type: z.string(),
        reasonCode: z.string(),
        restrictionInfo: z.object({ zones: z.array(z.string()).nullish() }),
      }),
    ),
  }),
);

/** A VM size in one region. */
export type Sku = z.infer<typeof shape>[number];

/** The VM sizes of the stack's pools in its region, those that the subscription may not use included (`--all`). */
export function skuQuestion(situation: Situation): Question<Sku[]> {
  const { pools, location } = situation.needs;
  const sizes = [...new Set(pools.map(({ vmSize }) => `'${vmSize}'`))].sort().join(", ");
  const fields =
    "name:name, family:family, capabilities:capabilities, locationInfo:locationInfo, restrictions:restrictions";
  return {
    tool: "az",
    args: [
      ...["vm", "list-skus", "--location", location, "--resource-type", "virtualMachines", "--all"],
      // The whole answer is megabytes of sizes that nobody asked for.
      ...["--query", `[?contains([${sizes}], name)].{${fields}}`],
      ...inSubscription(situation),
    ],
    shape,
  };
}

/** What a size is capable of, as Azure writes it: `True`, `24`. */
export function capability({ capabilities }: Sku, name: string): string | undefined {
  return capabilities.find((candidate) => candidate.name === name)?.value;
}
