import { ofType } from "@breakwater/plan-views";
import { z } from "zod";
import type { Check } from "../check";
import { ok, problem, unseen } from "../findings";
import type { Finding } from "../findings";
import { textAt } from "../needs/value-at";
import type { Ask } from "../run/json-cli";
import type { Situation } from "../situation";

/** `az ad signed-in-user show` and `az ad sp show`. */
const principal = z.object({ id: z.string() });
/** `az ad group member check`. */
const membership = z.object({ value: z.boolean() });

/** Whether whoever is logged in is in the groups of Entra ID that get the roles of a deployer (`cluster.deployerGroupObjectId`). */
export const deployers: Check = {
  name: "deployers",
  examine: async (situation, ask) =>
    (await examineGroups(situation, ask)).map((finding) => ({ check: "deployers", ...finding })),
};

async function examineGroups(situation: Situation, ask: Ask): Promise<Finding[]> {
  const { resources, account } = situation;
  const groups = new Set(
    ofType(resources, "azure-native:authorization:RoleAssignment").flatMap(({ props }) =>
      textAt(props, "principalType") === "Group" ? (textAt(props, "principalId") ?? []) : [],
    ),
  );
  if (groups.size === 0) return [ok("No group gets a role: whoever deploys has his own.")];
  if (!account.seen) return [unseen(`membership in the group of deployers: ${account.why}`)];
  const { name, type } = account.value.user;
  const who = await ask({
    tool: "az",
    args: type === "user" ? ["ad", "signed-in-user", "show"] : ["ad", "sp", "show", "--id", name],
    shape: principal,
  });
  if (!who.seen) return [unseen(`membership in the group of deployers: ${who.why}`)];
  return Promise.all(
    [...groups].map(async (group) => {
      const args = ["ad", "group", "member", "check", "--group", group, "--member-id", who.value.id];
      const answer = await ask({ tool: "az", args, shape: membership });
      if (!answer.seen) return unseen(`whether ${name} is in the group ${group}: ${answer.why}`);
      if (answer.value.value) return ok(`${name} is in the group ${group}, which gets the roles of a deployer.`);
      return problem(
        `${name} is not in the group ${group}, which gets the roles of a deployer: Kubernetes refuses it with 403. An owner of the group lets it in:`,
        `az ad group member add --group ${group} --member-id ${who.value.id}`,
      );
    }),
  );
}
