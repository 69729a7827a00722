import { azureName, isObject, isType, releasesOf, type Resource } from "@breakwater/plan-views";
import { z } from "zod";
import { defineCheck } from "../check";
import { ok, warning } from "../findings";
import type { Finding } from "../findings";
import { listAt, valueAt } from "../needs/value-at";
import { inSubscription, onStack, subscriptionOf } from "../situation";
import type { Situation } from "../situation";

/** `az role assignment list`. */
const shape = z.array(z.object({ principalName: z.string().nullish(), principalType: z.string(), scope: z.string() }));
type Assignment = z.infer<typeof shape>[number];

/** Something that tells of alerts or of money. */
interface Teller {
  title: string;
  /** Whom: somebody by an address, only who holds a role of the subscription, or nobody. */
  tells: "somebody" | "a role" | "nobody";
  /** The key of the configuration that names an address. */
  setting: "alertEmails" | "budgetEmails";
}

const budgetType = /^azure-native:(consumption|costmanagement)(\/\w+)?:Budget$/;

function tellersOf(resources: readonly Resource[]): Teller[] {
  return resources.flatMap((resource): Teller[] => {
    const { props, type } = resource;
    if (isType(resource, "azure-native:monitor:ActionGroup")) {
      const lists = Object.keys(props).filter((key) => key.endsWith("Receivers") && listAt(props, key).length > 0);
      const tells = lists.some((key) => key !== "armRoleReceivers")
        ? "somebody"
        : lists.length > 0
          ? "a role"
          : "nobody";
      return [{ title: `action group ${azureName(resource, "actionGroupName")}`, tells, setting: "alertEmails" }];
    }
    if (!budgetType.test(type)) return [];
    const notifications = valueAt(props, "notifications");
    const on = Object.values(isObject(notifications) ? notifications : {}).filter(
      (each) => valueAt(each, "enabled") === true,
    );
    const some = (list: string) => on.some((each) => listAt(each, list).length > 0);
    const tells =
      some("contactEmails") || some("contactGroups") ? "somebody" : some("contactRoles") ? "a role" : "nobody";
    return [{ title: `budget ${azureName(resource, "budgetName")}`, tells, setting: "budgetEmails" }];
  });
}

const unaddressed = ({ resources }: Situation): Teller[] =>
  tellersOf(resources).filter(({ tells }) => tells !== "somebody");

/**
 * Whether somebody gets the alerts. Mail to a role reaches users who hold it themselves on the subscription, and nobody who has it by a
 * group (Azure/Azure-Landing-Zones#4152).
 */
export const alertReceivers = defineCheck({
  name: "alert-receivers",
  subject: "who is told of alerts",
  known: (situation) => (unaddressed(situation).length > 0 ? undefined : inCluster(situation)),
  questions: (situation) => ({
    owners: {
      tool: "az",
      args: [
        ...["role", "assignment", "list", "--role", "Owner", "--scope", `/subscriptions/${subscriptionOf(situation)}`],
        ...inSubscription(situation),
      ],
      shape,
    } as const,
  }),
  judge: (situation, { owners }) => [
    ...unaddressed(situation).map((teller) => judgeTeller(teller, owners, situation)),
    ...inCluster(situation),
  ],
});

function judgeTeller({ title, tells, setting }: Teller, owners: readonly Assignment[], situation: Situation): Finding {
  const mend = `pulumi config set ${setting} '["<address>"]' ${onStack(situation)}`;
  if (tells === "nobody") return warning(`The ${title} tells nobody.`, mend);
  const scope = `/subscriptions/${subscriptionOf(situation)}`.toLowerCase();
  const people = owners.filter(
    ({ principalType, scope: at }) => principalType === "User" && at.toLowerCase() === scope,
  );
  if (people.length > 0) {
    const names = people.map(({ principalName }) => principalName ?? "somebody without a name").join(", ");
    return ok(`The ${title} tells the owners of the subscription by mail: ${names}.`);
  }
  return warning(
    `The ${title} tells the role Owner only, and no user holds it on the subscription: mail to a role misses groups, so nobody hears of an alert.`,
    mend,
  );
}

/** Charts that bring an Alertmanager, with its values under `alertmanager`. */
const chartsWithAlertmanager = ["kube-prometheus-stack", "prometheus"];

/** What the program says of the receivers of its Alertmanager. */
function inCluster(situation: Situation): Finding[] {
  const releases = releasesOf(situation.resources).filter(({ chart }) => chartsWithAlertmanager.includes(chart));
  const findings = releases.flatMap(({ resource, values }): Finding[] => {
    if (valueAt(values, "alertmanager", "enabled") === false) return [];
    const receivers = listAt(values, "alertmanager", "config", "receivers");
    const reaches = receivers.some(
      (receiver) => isObject(receiver) && Object.keys(receiver).some((key) => key.endsWith("_configs")),
    );
    if (reaches) return [];
    const where = onStack(situation);
    return [
      warning(
        `The Alertmanager of ${resource.name} has no receiver: alerts of the cluster stay in it.`,
        `pulumi config set alertReceiver slack ${where} && pulumi config set --secret alertWebhookUrl ${where}`,
      ),
    ];
  });
  if (findings.length > 0) return findings;
  return unaddressed(situation).length > 0 ? [] : [ok("Whatever raises alerts has an address.")];
}
