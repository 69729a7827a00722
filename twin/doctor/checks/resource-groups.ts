import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, warning } from "../findings";
import type { Finding } from "../findings";
import { deployedOutputs, inSubscription, onStack, stateUnseen, subscriptionOf } from "../situation";

/** `az group list`. */
const shape = z.array(
  z.object({ name: z.string(), location: z.string(), tags: z.record(z.string(), z.string()).nullish() }),
);

/** Whether the resource groups that the stack makes are free, or its own. */
export const resourceGroups = defineCheck({
  name: "resource-groups",
  subject: "resource groups of the same name",
  questions: (situation) => ({
    groups: { tool: "az", args: ["group", "list", ...inSubscription(situation)], shape } as const,
  }),
  judge: (situation, { groups }) => {
    const { needs } = situation;
    const unseenBecause = stateUnseen(situation);
    const findings = needs.groups.flatMap(({ urn, name, ofNodes }): Finding[] => {
      const existing = groups.find((group) => group.name.toLowerCase() === name.toLowerCase());
      if (!existing || deployedOutputs(situation, urn) !== undefined) return [];
      const what = `The resource group ${name} exists already (in ${existing.location})`;
      if (unseenBecause !== undefined) {
        return [warning(`${what}, and whether it is this stack's own could not be seen: ${unseenBecause}.`)];
      }
      if (ofNodes) {
        return [
          problem(
            `${what}; AKS makes it for its nodes and refuses one that is there.`,
            `az group delete --name ${name}`,
          ),
        ];
      }
      const id = `/subscriptions/${subscriptionOf(situation)}/resourceGroups/${name}`;
      return [
        problem(
          `${what} and is not in this stack's state, so \`pulumi up\` cannot create it. Where it is yours, take it over:`,
          `pulumi import azure-native:resources:ResourceGroup ${urn.split("::").at(-1)!} ${id} ${onStack(situation)}`,
        ),
      ];
    });
    const names = needs.groups.map(({ name }) => name).join(", ");
    return findings.length > 0 ? findings : [ok(`The resource groups ${names} are free, or this stack's own.`)];
  },
});
