import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, unseen } from "../findings";
import type { Finding } from "../findings";
import { inSubscription, onStack, stateUnseen } from "../situation";
import type { Situation } from "../situation";

/** `az lock list`. */
const shape = z.array(z.object({ id: z.string(), name: z.string(), level: z.string() }));

/** A lock's id is the id of what it holds, and this. */
const lockPart = /\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i;

/** Resources of the state that the Plan no longer has, and that the next `pulumi up` deletes in Azure. */
function removed({ state, resources }: Situation) {
  const declared = new Set(resources.map(({ urn }) => urn));
  const held = state.seen ? (state.value.deployment.resources ?? []) : [];
  return held.flatMap(({ urn, id, custom, protect, retainOnDelete }) =>
    custom === true &&
    typeof id === "string" &&
    id.startsWith("/subscriptions/") &&
    retainOnDelete !== true &&
    !declared.has(urn)
      ? [{ urn, id, isProtected: protect === true }]
      : [],
  );
}

/** Whether something keeps the next `pulumi up` from deleting what it is to delete: a lock in Azure, or Pulumi's own protection. */
export const removals = defineCheck({
  name: "removals",
  subject: "locks on what is to be deleted",
  known: (situation) => {
    const why = stateUnseen(situation);
    if (why !== undefined) return [unseen(`what is to be deleted: ${why}`)];
    return removed(situation).length > 0 ? undefined : [ok("The Plan takes nothing away that is in Azure.")];
  },
  questions: (situation) => ({
    locks: { tool: "az", args: ["lock", "list", ...inSubscription(situation)], shape } as const,
  }),
  judge: (situation, { locks }) => {
    const gone = removed(situation);
    // A lock that goes itself goes first, because it depends on what it holds.
    const staying = locks.filter(({ id }) => !gone.some((resource) => resource.id.toLowerCase() === id.toLowerCase()));
    const findings = gone.flatMap(({ urn, id, isProtected }): Finding[] => {
      const what = `${urn.split("::").at(-1)!} (${id.split("/").slice(-2).join("/")}) is no longer in the Plan`;
      if (isProtected) {
        return [
          problem(
            `${what} and is protected: \`pulumi up\` refuses to delete it. Where it may go:`,
            `pulumi state unprotect '${urn}' ${onStack(situation)}`,
          ),
        ];
      }
      const lock = staying.find(({ id: lockId }) => {
        const scope = lockId.replace(lockPart, "").toLowerCase();
        return id.toLowerCase() === scope || id.toLowerCase().startsWith(`${scope}/`);
      });
      return lock === undefined
        ? []
        : [
            problem(
              `${what}, and the lock ${lock.name} (${lock.level}) keeps it from being deleted: Azure answers ScopeLocked. Where it may go:`,
              `az lock delete --ids ${lock.id}`,
            ),
          ];
    });
    return findings.length > 0 ? findings : [ok(`${gone.length} resources are to be deleted, and nothing holds them.`)];
  },
});
