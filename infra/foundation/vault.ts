import * as pulumi from "@pulumi/pulumi";
import { type Network, SecretVault } from "../../components/azure";
import type { Secrets } from "../secrets";
import type { FoundationContext } from "./context";
import { allowedIpRanges, createPrivateEndpoint } from "./network";

/** The vault of every secret, with the gateway's key in it where there is one. */
export function createVault(context: FoundationContext, network: Network, { gatewayApiKey }: Secrets): SecretVault {
  const { settings, placement, suffix, deployer } = context;
  const vault = new SecretVault(
    "vault",
    {
      ...placement,
      vaultName: pulumi.interpolate`kv-bw-${settings.environment}-${suffix}`,
      tenantId: deployer.tenantId,
      purgeProtection: settings.vault.purgeProtection,
      softDeleteDays: settings.vault.softDeleteDays,
      allowedIpRanges: allowedIpRanges(context, "vault"),
      secrets: gatewayApiKey === undefined ? {} : { "holysheep-api-key": gatewayApiKey },
    },
    { protect: settings.guardrails.locks },
  );
  createPrivateEndpoint(context, network, "vault", vault.id);
  return vault;
}
