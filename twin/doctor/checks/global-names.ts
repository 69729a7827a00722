import { z } from "zod";
import type { Check } from "../check";
import { ok, problem, unseen } from "../findings";
import type { FindingOfCheck, Finding } from "../findings";
import { actualName } from "../names";
import { globallyNamed } from "../needs/needs";
import type { GlobalName, GlobalType } from "../needs/needs";
import type { Ask, Question } from "../run/json-cli";
import { deployedOutputs, inSubscription, onStack, stateUnseen, subscriptionOf } from "../situation";
import type { Situation } from "../situation";

/** What every one of Azure's checks of a name answers. */
const shape = z.object({
  nameAvailable: z.boolean(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
});
/** Whether a name is free. */
export type Availability = z.infer<typeof shape>;

/** Version of Key Vault's management API that is asked (https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/check-name-availability). */
const keyVaultApi = "2023-07-01";

/** The command that asks whether a name of a type is free. */
const questions: Record<GlobalType, (name: string, subscription: string) => string[]> = {
  // `az keyvault check-name` knows managed HSMs only.
  "azure-native:keyvault:Vault": (name, subscription) => [
    ...["rest", "--method", "post", "--url"],
    `/subscriptions/${subscription}/providers/Microsoft.KeyVault/checkNameAvailability?api-version=${keyVaultApi}`,
    ...["--body", JSON.stringify({ name, type: "Microsoft.KeyVault/vaults" })],
  ],
  "azure-native:containerregistry:Registry": (name) => ["acr", "check-name", "--name", name],
  "azure-native:storage:StorageAccount": (name) => ["storage", "account", "check-name", "--name", name],
  "azure-native:servicebus:Namespace": (name) => ["servicebus", "namespace", "exists", "--name", name],
};

/** Whether the names that are unique in all of Azure are free. */
export const globalNames: Check = {
  name: "global-names",
  examine: async (situation, ask) => {
    const findings = await Promise.all(
      situation.needs.names
        .filter(({ urn }) => deployedOutputs(situation, urn) === undefined)
        .map((name) => examineName(name, situation, ask)),
    );
    const named =
      findings.length > 0 ? findings : [ok("Every name that is unique in all of Azure is this stack's own.")];
    return named.map((finding): FindingOfCheck => ({ check: "global-names", ...finding }));
  },
};

async function examineName(wanted: GlobalName, situation: Situation, ask: Ask): Promise<Finding> {
  const { kind } = globallyNamed[wanted.type];
  const name = actualName(wanted, situation);
  if (name === undefined) {
    const why = stateUnseen(situation);
    if (why !== undefined)
      return unseen(`whether the name of the ${kind} is free, whose suffix is in the stack's state: ${why}`);
    return ok(
      `The name of the ${kind}, as ${wanted.name}, ends in what the first \`pulumi up\` draws: nothing to clash with yet.`,
    );
  }
  const args = questions[wanted.type](name, subscriptionOf(situation));
  const question: Question<Availability> = { tool: "az", args: [...args, ...inSubscription(situation)], shape };
  const answer = await ask(question);
  return answer.seen
    ? judgeName(kind, name, answer.value, situation)
    : unseen(`whether the ${kind} name ${name} is free: ${answer.why}`);
}

/** What an answer about a name means for the stack. */
function judgeName(
  kind: string,
  name: string,
  { nameAvailable, message }: Availability,
  situation: Situation,
): Finding {
  if (nameAvailable) return ok(`The ${kind} name ${name} is free.`);
  return problem(
    `The ${kind} name ${name} is taken: ${message ?? "Azure does not say why"} Let the next \`pulumi up\` draw another suffix, which renames everything that carries it:`,
    `pulumi state taint '${suffixUrn(situation)}' ${onStack(situation)}`,
  );
}

function suffixUrn({ needs }: Situation): string {
  return needs.names.find(({ drawn }) => drawn)?.drawn?.urn ?? "<urn of the random suffix>";
}
