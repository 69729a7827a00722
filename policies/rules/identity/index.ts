import type { Rule } from "../../rule";
import { clusterLocalAccountsOff } from "./cluster-local-accounts-off";
import { exposedModelAuthenticated } from "./exposed-model-authenticated";
import { exposedRouteAuthenticated } from "./exposed-route-authenticated";
import { federatedSubjectExists } from "./federated-subject-exists";
import { noClientSecret } from "./no-client-secret";
import { noLiteralSecret } from "./no-literal-secret";
import { noSecretInConfig } from "./no-secret-in-config";
import { noSecretInProgram } from "./no-secret-in-program";
import { registryNoAdmin } from "./registry-no-admin";
import { vaultPurgeProtection } from "./vault-purge-protection";
import { vaultRbac } from "./vault-rbac";

/** Who may do what, without passwords. */
export const identityRules: readonly Rule[] = [
  noClientSecret,
  noLiteralSecret,
  noSecretInConfig,
  noSecretInProgram,
  federatedSubjectExists,
  exposedModelAuthenticated,
  exposedRouteAuthenticated,
  vaultRbac,
  vaultPurgeProtection,
  registryNoAdmin,
  clusterLocalAccountsOff,
];
