import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, unseen, warning } from "../findings";
import type { Needs } from "../needs/needs";
import { isWithoutStack, stateUnseen } from "../situation";

/** `pulumi whoami --json`. */
const shape = z.object({ user: z.string(), url: z.string() });

/** Where Pulumi keeps the stack's state, and whether the stack is there. */
export const backend = defineCheck({
  name: "backend",
  subject: "Pulumi's backend",
  known: ({ needs, state }) =>
    !state.seen && state.reason === "login"
      ? [problem("Pulumi is logged in to no backend, so there is nowhere to keep the state.", bootstrap(needs))]
      : undefined,
  questions: () => ({ login: { tool: "pulumi", args: ["whoami", "--json", "--non-interactive"], shape } as const }),
  judge: (situation, { login: { user, url } }) => {
    const { needs } = situation;
    const findings = [
      url.startsWith("file:")
        ? warning(
            `The state lies on this machine only (${url}): a colleague or a CI job cannot deploy from it.`,
            bootstrap(needs),
          )
        : ok(`Pulumi keeps the state at ${url}, as ${user}.`),
    ];
    if (isWithoutStack(situation)) {
      findings.push(warning(`The backend has no stack ${needs.stack} yet.`, bootstrap(needs)));
    }
    const why = stateUnseen(situation);
    if (why !== undefined) findings.push(unseen(`the state of the stack ${needs.stack}: ${why}`));
    return findings;
  },
});

function bootstrap({ stack }: Needs): string {
  return `make bootstrap STACK=${stack}`;
}
