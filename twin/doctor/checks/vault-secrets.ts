import { azureName, ofType, type Resource } from "@breakwater/plan-views";
import { z } from "zod";
import type { Check } from "../check";
import { ok, problem, unseen } from "../findings";
import type { Finding } from "../findings";
import { drawnName } from "../names";
import { textAt } from "../needs/value-at";
import type { Ask } from "../run/json-cli";
import { deployedOutputs, inSubscription, onStack, stateUnseen } from "../situation";
import type { Situation } from "../situation";

/** The list of a vault's secrets by the management plane, which takes no role on the data and no way through the firewall: never a value. */
const shape = z.object({ value: z.array(z.object({ name: z.string(), id: z.string() })) });

/** Version of Key Vault's management API that is asked (https://learn.microsoft.com/rest/api/keyvault/keyvault/secrets/list). */
const keyVaultApi = "2023-07-01";

/**
 * Whether the vault has secrets already that the stack would make. A secret stays in the vault when it is taken out of the settings; put back
 * in, it "cannot create already existing resource".
 */
export const vaultSecrets: Check = {
  name: "vault-secrets",
  examine: async (situation, ask) => {
    const missing = ofType(situation.resources, "azure-native:keyvault:Secret").filter(
      ({ urn }) => deployedOutputs(situation, urn) === undefined,
    );
    const why = stateUnseen(situation);
    if (why !== undefined && missing.length > 0) {
      return [{ check: "vault-secrets", ...unseen(`secrets that a vault has already: ${why}`) }];
    }
    const vaults = [...new Set(missing.flatMap(({ props }) => textAt(props, "vaultName") ?? []))];
    const found = await Promise.all(vaults.map((vault) => examineVault(vault, missing, situation, ask)));
    const findings = found.flat();
    const all = findings.length > 0 ? findings : [ok("No secret that the stack would make is in a vault already.")];
    return all.map((finding) => ({ check: "vault-secrets", ...finding }));
  },
};

async function examineVault(
  planned: string,
  missing: readonly Resource[],
  situation: Situation,
  ask: Ask,
): Promise<Finding[]> {
  const vault = ofType(situation.resources, "azure-native:keyvault:Vault").find(
    (candidate) => azureName(candidate, "vaultName") === planned,
  );
  const outputs = vault && deployedOutputs(situation, vault.urn);
  const id = textAt(outputs, "id") ?? (vault && situation.state.seen ? idInState(vault.urn, situation) : undefined);
  // A vault that is still to be made has none.
  if (outputs === undefined) return [];
  const name = drawnName(planned, situation);
  if (id === undefined || name === undefined)
    return [unseen(`secrets of the vault ${planned}: the state has no id of it`)];
  const answer = await ask({
    tool: "az",
    args: [
      ...["rest", "--method", "get", "--url", `${id}/secrets?api-version=${keyVaultApi}`],
      ...inSubscription(situation),
    ],
    shape,
  });
  if (!answer.seen) return [unseen(`secrets of the vault ${name}: ${answer.why}`)];
  return missing.flatMap((secret): Finding[] => {
    const secretName = azureName(secret, "secretName");
    if (textAt(secret.props, "vaultName") !== planned) return [];
    const there = answer.value.value.find((candidate) => candidate.name.toLowerCase() === secretName.toLowerCase());
    if (there === undefined) return [];
    return [
      problem(
        `The secret ${secretName} is in the vault ${name} and not in the stack's state, so \`pulumi up\` cannot create it. Take it over:`,
        `pulumi import ${secret.type} ${secret.name} ${there.id} ${onStack(situation)}`,
      ),
    ];
  });
}

function idInState(urn: string, { state }: Situation): string | undefined {
  return state.seen
    ? (state.value.deployment.resources?.find((resource) => resource.urn === urn)?.id ?? undefined)
    : undefined;
}
