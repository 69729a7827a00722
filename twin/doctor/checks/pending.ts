import { defineCheck } from "../check";
import { ok, problem, unseen } from "../findings";
import { shortList } from "../list";
import { isWithoutStack, onStack } from "../situation";

/**
 * Whether a run that was killed has left operations in the state: what it was making may be there, and the next `pulumi up` then fails with
 * "cannot create already existing resource" (https://www.pulumi.com/docs/support/troubleshooting/pending-operations).
 */
export const pending = defineCheck({
  name: "pending",
  subject: "operations that a run has left behind",
  questions: () => ({}),
  judge: (situation) => {
    const { state } = situation;
    if (!state.seen) {
      return isWithoutStack(situation)
        ? [ok("There is no stack yet, so nothing that a run has left behind.")]
        : [unseen(`operations that a run has left behind: ${state.why}`)];
    }
    const operations = state.value.deployment.pending_operations ?? [];
    if (operations.length === 0) return [ok("No run has left an operation behind.")];
    const names = operations.map(({ type, resource: { urn } }) => `${type} ${urn.split("::").slice(2).join("::")}`);
    const where = onStack(situation);
    return [
      problem(
        `A run that was killed has left ${operations.length} operations in the state: ${shortList(names)}. Where no run is going on (\`pulumi cancel ${where}\` ends its lock), Pulumi asks for each whether it is there, and its id:`,
        `pulumi refresh ${where}`,
      ),
    ];
  },
});
