import { z } from "zod";
import { defineCheck } from "../check";
import { ok, problem, unseen, warning } from "../findings";
import type { Finding } from "../findings";
import { actualName } from "../names";
import { deployedOutputs, inSubscription, stateUnseen } from "../situation";

/** `az keyvault list-deleted --resource-type vault`. */
const shape = z.array(
  z.object({
    name: z.string(),
    properties: z.object({
      vaultId: z.string(),
      location: z.string(),
      purgeProtectionEnabled: z.boolean().nullish(),
      scheduledPurgeDate: z.string(),
    }),
  }),
);
type DeletedVault = z.infer<typeof shape>[number];

/** Whether a deleted vault keeps a name that the stack wants; a deleted vault does so until it is purged. */
export const deletedVaults = defineCheck({
  name: "deleted-vaults",
  subject: "deleted key vaults",
  questions: (situation) => ({
    deleted: {
      tool: "az",
      args: ["keyvault", "list-deleted", "--resource-type", "vault", ...inSubscription(situation)],
      shape,
    } as const,
  }),
  judge: (situation, { deleted }) => {
    const { needs } = situation;
    const wanted = needs.names
      .filter(
        ({ type, urn }) => type === "azure-native:keyvault:Vault" && deployedOutputs(situation, urn) === undefined,
      )
      .map((name) => actualName(name, situation)?.toLowerCase());
    const findings = deleted.flatMap((vault): Finding[] => {
      const { vaultId, scheduledPurgeDate } = vault.properties;
      const until = scheduledPurgeDate.slice(0, 10);
      if (wanted.includes(vault.name.toLowerCase())) {
        return [
          problem(
            `The key vault ${vault.name} is deleted and keeps its name until ${until}, so no other one can be called so.`,
            wayOut(vault),
          ),
        ];
      }
      const ours = needs.groups.some(({ name }) =>
        vaultId.toLowerCase().includes(`/resourcegroups/${name.toLowerCase()}/`),
      );
      return ours
        ? [
            warning(
              `The key vault ${vault.name} of an earlier deployment is deleted, and its secrets stay until ${until}.`,
              wayOut(vault),
            ),
          ]
        : [];
    });
    const why = stateUnseen(situation);
    if (why !== undefined && wanted.includes(undefined)) {
      findings.push(unseen(`whether a deleted vault keeps the stack's name, whose suffix is in its state: ${why}`));
    }
    return findings.length > 0 ? findings : [ok("No deleted key vault keeps a name that the stack wants.")];
  },
});

/** A protected vault can only be brought back. */
function wayOut({ name, properties: { location, purgeProtectionEnabled } }: DeletedVault): string {
  const verb = purgeProtectionEnabled === true ? "recover" : "purge";
  return `az keyvault ${verb} --name ${name} --location ${location}`;
}
