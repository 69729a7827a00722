import type { Resource } from "@breakwater/plan-views";
import { z } from "zod";
import type { Needs } from "./needs/needs";
import type { Answer, Question } from "./run/json-cli";

/** `az account show`. */
const accountShape = z.object({
  id: z.string(),
  /** Name of the cloud: `AzureCloud`, or a sovereign one. */
  environmentName: z.string().nullish(),
  name: z.string(),
  state: z.string(),
  tenantId: z.string(),
  user: z.object({ name: z.string(), type: z.string() }),
});

/** Who is logged in to Azure, and the subscription that az works on. */
export type Account = z.infer<typeof accountShape>;

/** Who is logged in. It looks at this machine only, so a login that has ended shows in the answers of other questions. */
export const accountQuestion: Question<Account> = { tool: "az", args: ["account", "show"], shape: accountShape };

const stateShape = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          id: z.string().nullish(),
          custom: z.boolean().nullish(),
          protect: z.boolean().nullish(),
          retainOnDelete: z.boolean().nullish(),
          outputs: z.record(z.string(), z.unknown()).optional(),
        }),
      )
      .optional(),
    pending_operations: z.array(z.object({ type: z.string(), resource: z.object({ urn: z.string() }) })).nullish(),
  }),
});

/** What Pulumi has made of a stack so far. */
export type StackState = z.infer<typeof stateShape>;

/** The state of a stack; secrets in it stay encrypted. */
export function stateQuestion(stack: string): Question<StackState> {
  return { tool: "pulumi", args: ["stack", "export", "--stack", stack, "--non-interactive"], shape: stateShape };
}

/** What a stack's own file says about where and how it is deployed. */
export interface Deployment {
  /** Name of the file, `Pulumi.prod.yaml`. */
  file: string;
  /** Where it is pinned: `azure-native:subscriptionId` or ARM_SUBSCRIPTION_ID. */
  subscriptionId?: string;
  /** Where it is pinned: `azure-native:tenantId` or ARM_TENANT_ID. */
  tenantId?: string;
  /** How secrets in the state and in the file are encrypted; absent where the file does not say. */
  secretsProvider?: string;
  /** Whether the gateway's API key is set. */
  hasGatewayKey: boolean;
}

/** Everything that checks judge by, beside the answers to their own questions. */
export interface Situation {
  needs: Needs;
  /** What the Plan declares. */
  resources: readonly Resource[];
  /** The time by which it is judged what is over. */
  now: Date;
  deployment: Deployment;
  account: Answer<Account>;
  state: Answer<StackState>;
}

/** The subscription that the stack goes to: the one that is pinned, else the one that az works on. */
export function subscriptionOf({ deployment, account }: Situation): string {
  return deployment.subscriptionId ?? (account.seen ? account.value.id : "<subscription id>");
}

/** `--subscription …` for a question about the stack's subscription. */
export function inSubscription(situation: Situation): string[] {
  return ["--subscription", subscriptionOf(situation)];
}

/**
 * Why nobody can tell what the stack has in Azure already; `undefined` where its state was read, or where the backend says that there is no
 * such stack.
 */
export function stateUnseen({ state }: Pick<Situation, "state">): string | undefined {
  if (state.seen || isWithoutStack({ state })) return undefined;
  return state.why;
}

/** Whether the backend says that it has no such stack. */
export const isWithoutStack = ({ state }: Pick<Situation, "state">): boolean =>
  !state.seen && state.reason === "refused" && /no stack named/i.test(state.why);

/** The outputs of a resource that the stack has in Azure already; `undefined` where it has none, or nobody can tell. */
export function deployedOutputs({ state }: Situation, urn: string): Record<string, unknown> | undefined {
  if (!state.seen) return undefined;
  const resource = state.value.deployment.resources?.find((candidate) => candidate.urn === urn);
  return resource && (resource.outputs ?? {});
}

/** Options of `pulumi config set` and others for this stack. */
export function onStack({ needs }: Pick<Situation, "needs">): string {
  return `--stack ${needs.stack}`;
}
