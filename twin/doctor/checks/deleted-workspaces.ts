import { azureName, ofType, type Resource } from "@breakwater/plan-views";
import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, unseen } from "../findings";
import type { Finding } from "../findings";
import { drawnName } from "../names";
import { textAt } from "../needs/value-at";
import { deployedOutputs, inSubscription, stateUnseen } from "../situation";
import type { Situation } from "../situation";

/** `az monitor log-analytics workspace list-deleted-workspaces`. */
const shape = z.array(z.object({ name: z.string(), id: z.string(), modifiedDate: z.string().nullish() }));
type DeletedWorkspace = z.infer<typeof shape>[number];

/** Days for which a deleted workspace keeps its name (https://learn.microsoft.com/azure/azure-monitor/logs/delete-workspace). */
const daysKept = 14;

const workspacesOf = ({ resources }: Situation): Resource[] =>
  ofType(resources, "azure-native:operationalinsights:Workspace");

/** Whether a deleted Log Analytics workspace keeps a name that the stack wants. */
export const deletedWorkspaces = defineCheck({
  name: "deleted-workspaces",
  subject: "deleted Log Analytics workspaces",
  known: (situation) =>
    workspacesOf(situation).length > 0 ? undefined : [ok("The Plan has no Log Analytics workspace.")],
  questions: (situation) => ({
    deleted: {
      tool: "az",
      args: ["monitor", "log-analytics", "workspace", "list-deleted-workspaces", ...inSubscription(situation)],
      shape,
    } as const,
  }),
  judge: (situation, { deleted }) => {
    const findings = workspacesOf(situation).flatMap((workspace): Finding[] => {
      const { urn, props } = workspace;
      if (deployedOutputs(situation, urn) !== undefined) return [];
      const name = drawnName(azureName(workspace, "workspaceName"), situation);
      const why = stateUnseen(situation);
      if (name === undefined && why !== undefined) {
        return [unseen(`whether a deleted workspace keeps the stack's name, whose suffix is in its state: ${why}`)];
      }
      const group = textAt(props, "resourceGroupName");
      const kept = deleted.find(
        (candidate) =>
          candidate.name.toLowerCase() === name?.toLowerCase() &&
          (group === undefined || candidate.id.toLowerCase().includes(`/resourcegroups/${group.toLowerCase()}/`)),
      );
      return kept === undefined ? [] : [judgeKept(kept, group ?? "<resource group>")];
    });
    return findings.length > 0 ? findings : [ok("No deleted workspace keeps a name that the stack wants.")];
  },
});

function judgeKept({ name, modifiedDate }: DeletedWorkspace, group: string): Finding {
  const deletedAt = Date.parse(modifiedDate ?? "");
  const until = Number.isNaN(deletedAt)
    ? `for ${daysKept} days from its deletion`
    : `until ${new Date(deletedAt + daysKept * 86_400_000).toISOString().slice(0, 10)} at the latest`;
  return problem(
    `The Log Analytics workspace ${name} is deleted and keeps its name ${until}. Wait, or bring it back with its data and \`pulumi import\` it:`,
    `az monitor log-analytics workspace recover --resource-group ${group} --workspace-name ${name}`,
  );
}
