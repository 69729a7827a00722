import { defineCheck } from "../check";
import { ok, warning } from "../findings";
import type { Finding } from "../findings";
import { onStack } from "../situation";

/** How the stack's secrets are encrypted, and whether the gateway's key is among them. */
export const secrets = defineCheck({
  name: "secrets",
  subject: "the stack's secrets",
  questions: () => ({}),
  judge: (situation) => {
    const { deployment, needs } = situation;
    const { secretsProvider, hasGatewayKey, file } = deployment;
    const findings: Finding[] = [
      secretsProvider === undefined
        ? warning(
            `${file} names no secrets provider: with a backend of one's own, one passphrase that everybody shares encrypts the secrets.`,
            `make bootstrap STACK=${needs.stack}`,
          )
        : ok(`Secrets in state and configuration are encrypted by ${secretsProvider}.`),
    ];
    if (!hasGatewayKey) {
      findings.push(
        warning(
          `${file} has no gateway API key: the app answers by the in-cluster model alone.`,
          `pulumi config set --secret gatewayApiKey ${onStack(situation)}`,
        ),
      );
    }
    return findings;
  },
});
