import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, warning } from "../findings";
import type { Finding } from "../findings";
import { inSubscription, subscriptionOf } from "../situation";
import type { Needs } from "../needs/needs";

/** `az role assignment list`. */
const shape = z.array(
  z.object({
    roleDefinitionName: z.string().nullish(),
    scope: z.string(),
    condition: z.string().nullish(),
  }),
);

/** Something that whoever deploys must be allowed to do, and the built-in roles that allow it. */
interface Duty {
  what: string;
  /** Whether the stack asks for it. */
  needed(needs: Needs): boolean;
  /** Widest first; the last is the least that does. */
  roles: readonly string[];
}

/*
 * Which role allows what: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles. Contributor may do all but
 * write under Microsoft.Authorization; Role Based Access Control Administrator writes role assignments there, and nothing else.
 */
const duties: readonly Duty[] = [
  { what: "make resources", needed: () => true, roles: ["Owner", "Contributor"] },
  {
    what: "assign roles",
    needed: makes("RoleAssignment"),
    roles: ["Owner", "User Access Administrator", "Role Based Access Control Administrator"],
  },
  { what: "lock resources", needed: makes("ManagementLock"), roles: ["Owner", "User Access Administrator"] },
  {
    what: "assign policies",
    needed: makes("PolicyAssignment"),
    roles: ["Owner", "User Access Administrator", "Resource Policy Contributor"],
  },
];

/** Whether whoever deploys holds the roles that the stack's resources ask for. */
export const roles = defineCheck({
  name: "roles",
  subject: "role assignments",
  questions: (situation) => ({
    assignments: {
      tool: "az",
      args: [
        ...["role", "assignment", "list"],
        ...["--assignee", userOf(situation)],
        ...["--scope", `/subscriptions/${subscriptionOf(situation)}`],
        // Roles on a management group above, and those of groups that the user is in.
        ...["--include-inherited", "--include-groups"],
        ...inSubscription(situation),
      ],
      shape,
    } as const,
  }),
  judge: (situation, { assignments }) => {
    const scope = `/subscriptions/${subscriptionOf(situation)}`;
    const user = userOf(situation);
    const held = assignments.flatMap(({ roleDefinitionName }) => roleDefinitionName ?? []);
    const findings = duties.flatMap(({ what, needed, roles }): Finding[] => {
      if (!needed(situation.needs)) return [];
      const fitting = assignments.filter(({ roleDefinitionName }) => roles.includes(roleDefinitionName ?? ""));
      if (fitting.length === 0) {
        return [
          problem(
            `${user} may not ${what} in the subscription: that takes ${oneOf(roles)}; it holds ${held.join(", ") || "no role"}. An Owner grants it:`,
            `az role assignment create --assignee ${user} --role "${roles.at(-1)!}" --scope ${scope}`,
          ),
        ];
      }
      // A condition often names the only roles that may be assigned, which Azure tells only when it refuses.
      if (fitting.every(({ condition }) => condition)) {
        return [
          warning(
            `${user} may ${what}, under a condition that cannot be judged here. It must allow every role that the stack assigns.`,
            `az role assignment list --assignee ${user} --scope ${scope} --query "[].{role:roleDefinitionName, condition:condition}"`,
          ),
        ];
      }
      return [];
    });
    return findings.length > 0 ? findings : [ok(`${user} holds ${[...new Set(held)].join(", ")}.`)];
  },
});

function makes(kind: string): (needs: Needs) => boolean {
  return ({ azureTypes }) => azureTypes.some((type) => type.startsWith(`azure-native:authorization:${kind}`));
}

function userOf({ account }: Parameters<typeof subscriptionOf>[0]): string {
  return account.seen ? account.value.user.name : "<user>";
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)!}`;
}
