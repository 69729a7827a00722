import * as pulumi from "@pulumi/pulumi";
import { type Network, SecretVault } from "../../components/azure";
import type { Secrets } from "../secrets";
import type { Ground } from "./ground";
import { allowedIpRanges, createPrivateEndpoint } from "./network";

/** The vault of every secret, with the gateway's key in it where there is one. */
export function createVault(ground: Ground, network: Network, { gatewayApiKey }: Secrets): SecretVault {
  const { settings, placement, suffix, deployer } = ground;
  const vault = new SecretVault(
    "vault",
    {
      ...placement,
      vaultName: pulumi.interpolate`kv-bw-${settings.environment}-${suffix}`,
      tenantId: deployer.tenantId,
      purgeProtection: settings.vault.purgeProtection,
      softDeleteDays: settings.vault.softDeleteDays,
      allowedIpRanges: allowedIpRanges(ground, "vault"),
      secrets: gatewayApiKey === undefined ? {} : { "holysheep-api-key": gatewayApiKey },
    },
    { protect: settings.guardrails.locks },
  );
  createPrivateEndpoint(ground, network, "vault", vault.id);
  return vault;
}
