import * as pulumi from "@pulumi/pulumi";
import { type Network, SecretVault } from "../../components/azure";
import type { Secrets } from "../secrets";
import type { FoundationContext } from "./context";
import { heldByLock } from "./locks";
import { allowedIpRanges, createPrivateEndpoint } from "./network";

/** Secrets of the vault with the account at Docker Hub. */
export const dockerHubSecrets = { username: "docker-hub-username", token: "docker-hub-token" } as const;

/** Secrets of the vault with the callers' keys, and with the secret of the login. */
export const accessSecrets = { clientKeys: "client-api-keys", login: "edge-login-secret" } as const;

/** The vault of every secret, with the gateway's key and the account at Docker Hub in it where there are such. */
export function createVault(context: FoundationContext, network: Network, secrets: Secrets): SecretVault {
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
      secrets: vaultSecrets(context, secrets),
    },
    heldByLock(context, "vault"),
  );
  createPrivateEndpoint(context, network, "vault", vault.id);
  return vault;
}

function vaultSecrets({ settings }: FoundationContext, secrets: Secrets) {
  const { gatewayApiKey, dockerHubToken, clientApiKeys, edgeLoginSecret } = secrets;
  const { username, token } = dockerHubSecrets;
  return {
    ...(gatewayApiKey !== undefined && { "holysheep-api-key": gatewayApiKey }),
    ...(clientApiKeys !== undefined && { [accessSecrets.clientKeys]: clientApiKeys }),
    ...(edgeLoginSecret !== undefined && { [accessSecrets.login]: edgeLoginSecret }),
    ...(dockerHubToken !== undefined && {
      [username]: settings.registry.dockerHubUsername,
      [token]: dockerHubToken,
    }),
  };
}
