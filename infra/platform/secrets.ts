import {
  clientKeysSecret,
  ExternalSecrets,
  gatewaySecret,
  loginSecretKey,
  VaultSecrets,
} from "../../components/kubernetes";
import { accessSecrets } from "../foundation/vault";
import { hasLogin, loginSecretName } from "./edge";
import type { PlatformContext } from "./context";

/**
 * Brings the vault's secrets to the app: External Secrets reads it in the name of `ai-service`, whose identity alone may. The
 * worker mounts the same Secret.
 */
export function createSecrets({ settings, foundation, provider, namespaces }: PlatformContext): VaultSecrets {
  const operator = new ExternalSecrets(
    "external-secrets",
    { namespace: namespaces.externalSecrets.namespaceName, replicas: settings.externalSecrets.replicas },
    { provider },
  );
  const { passwordSecret } = foundation.stores.sessions;
  return new VaultSecrets(
    "key-vault",
    {
      namespace: namespaces.app.namespaceName,
      vaultUri: foundation.vault.uri,
      tenantId: foundation.tenantId,
      serviceAccountName: "ai-service",
      secretName: gatewaySecret.name,
      // Each is called in the Secret as in the vault.
      keys: Object.fromEntries(
        [gatewaySecret.key, passwordSecret].filter((key) => key !== undefined).map((key) => [key, key]),
      ),
      otherSecrets: {
        ...(settings.app.clientKeys && {
          [clientKeysSecret.name]: { [clientKeysSecret.key]: accessSecrets.clientKeys },
        }),
        ...(hasLogin(settings) && { [loginSecretName]: { [loginSecretKey]: accessSecrets.login } }),
      },
    },
    { provider, dependsOn: [operator, ...foundation.endpoints] },
  );
}
