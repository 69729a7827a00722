import * as pulumi from "@pulumi/pulumi";
import * as monitor from "@pulumi/azure-native/monitor";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import { ArgumentCheck, integerBetween, type Rule } from "../validation";
import { Diagnostics } from "./diagnostics";
import { emailAddress } from "./formats";
import { actionGroupName, workspaceName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import { serviceAlerts } from "./service-alerts";

/** What `Observability` takes. */
export interface ObservabilityArgs extends PlacementArgs {
  /**
   * Name of the workspace, 4 to 63 letters, digits and hyphens. A deleted workspace keeps its name for 14 days
   * (hashicorp/terraform-provider-azurerm#5465), so a part of it should be random.
   */
  workspaceName: pulumi.Input<string>;
  /** Days for which logs can be searched, 30 to 730. The first 31 are in the price of taking them in. */
  retentionDays: pulumi.Input<number>;
  /** Most that the workspace takes in a day, GB: past it logs are lost until the next day, not paid for. */
  dailyGb: pulumi.Input<number>;
  /** Name of the action group, 1 to 260 characters. */
  actionGroupName: pulumi.Input<string>;
  /** Who is told of alerts by e-mail, beside the owners of the subscription. Default: nobody. */
  alertEmails?: string[];
  /** Azure id of the resource group: its resources' health is watched, and its subscription's outages. */
  resourceGroupId: pulumi.Input<string>;
}

/** Role `Owner`, whose holders are told where nobody else is named. */
const ownerRoleId = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/**
 * Where logs go and who is told: a Log Analytics workspace, an action group, and alerts on Azure itself, which no
 * monitoring inside the cluster can raise.
 */
export class Observability extends pulumi.ComponentResource {
  /** Azure id of the workspace. */
  public readonly workspaceId: pulumi.Output<string>;
  /** Azure id of the action group. */
  public readonly actionGroupId: pulumi.Output<string>;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:Observability", name, args, opts);
    const valid = validArgs(name, args);
    const { resourceGroupName, location, tags } = valid;
    const { alertEmails = [] } = args;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const workspace = new operationalinsights.Workspace(
      name,
      {
        resourceGroupName,
        workspaceName: valid.workspaceName,
        location,
        tags,
        sku: { name: "PerGB2018" },
        retentionInDays: valid.retentionDays,
        workspaceCapping: { dailyQuotaGb: valid.dailyGb },
        features: {
          // Workspace keys let anybody write logs, and so hide what happened among them.
          disableLocalAuth: true,
          // Who may read a resource may read its logs, and nobody else's.
          enableLogAccessUsingOnlyResourcePermissions: true,
        },
      },
      childOptions,
    );
    new Diagnostics(
      `${name}-workspace`,
      { targetId: workspace.id, kind: "workspace", workspaceId: workspace.id },
      childOptions,
    );

    const actionGroup = new monitor.ActionGroup(
      name,
      {
        resourceGroupName,
        actionGroupName: valid.actionGroupName,
        // Alerts must get out when the region is down.
        location: "Global",
        tags,
        groupShortName: "breakwater",
        enabled: true,
        emailReceivers: alertEmails.map((address) => ({
          name: address,
          emailAddress: address,
          useCommonAlertSchema: true,
        })),
        armRoleReceivers: [{ name: "owners", roleId: ownerRoleId, useCommonAlertSchema: true }],
      },
      childOptions,
    );

    const resourceGroup = pulumi.output(args.resourceGroupId);
    const scopes = { resourceGroup, subscription: resourceGroup.apply((id) => id.split("/").slice(0, 3).join("/")) };
    for (const alert of serviceAlerts) {
      new monitor.ActivityLogAlert(
        `${name}-${alert.name}`,
        {
          resourceGroupName,
          activityLogAlertName: alert.name,
          location: "Global",
          tags,
          description: alert.description,
          enabled: true,
          scopes: [scopes[alert.scope]],
          condition: { allOf: alert.allOf },
          actions: { actionGroups: [{ actionGroupId: actionGroup.id }] },
        },
        childOptions,
      );
    }

    this.workspaceId = workspace.id;
    this.actionGroupId = actionGroup.id;
    this.registerOutputs({ workspaceId: this.workspaceId, actionGroupId: this.actionGroupId });
  }
}

const gigabytesADay: Rule<number> = {
  allowed: "a number of GB a day of at least 0.023, Azure's least",
  accepts: (value) => typeof value === "number" && value >= 0.023,
};

/** The arguments, or one error with everything that is wrong with them. */
function validArgs(name: string, args: ObservabilityArgs) {
  const { alertEmails = [] } = args;
  const check = new ArgumentCheck("Observability", name);
  const valid = {
    workspaceName: check.input("workspaceName", args.workspaceName, workspaceName),
    retentionDays: check.input("retentionDays", args.retentionDays, integerBetween(30, 730)),
    dailyGb: check.input("dailyGb", args.dailyGb, gigabytesADay),
    actionGroupName: check.input("actionGroupName", args.actionGroupName, actionGroupName),
    ...validPlacement(check, args),
  };
  check.each("alertEmails", alertEmails, emailAddress);
  alertEmails.forEach((email, index) =>
    check.input(`alertEmails[${index}]`, email, {
      allowed: "different from the addresses before it",
      accepts: () => alertEmails.indexOf(email) === index,
    }),
  );
  check.throwProblems();
  return valid;
}
