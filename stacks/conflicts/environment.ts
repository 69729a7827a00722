import { type Conflict, unless } from "./conflict";

const ownNamespace: Conflict = {
  reads: ["environment", "app.namespace"],
  find: ({ environment, app }) => {
    const namespace = environment === "prod" ? "production" : "development";
    return unless(app.namespace === namespace, "app.namespace", `${namespace} in ${environment}`);
  },
};

const noLocalAccountsInProd: Conflict = {
  reads: ["environment", "cluster.localAccounts"],
  find: ({ environment, cluster }) =>
    unless(
      environment !== "prod" || !cluster.localAccounts,
      "cluster.localAccounts",
      "false in prod: a static admin credential cannot be withdrawn from one person",
    ),
};

const purgeProtectionInProd: Conflict = {
  reads: ["environment", "vault.purgeProtection"],
  find: ({ environment, vault }) =>
    unless(
      environment !== "prod" || vault.purgeProtection,
      "vault.purgeProtection",
      "true in prod: without it a deleted vault can be lost for good",
    ),
};

/** What an environment rules out. */
export const environmentConflicts: readonly Conflict[] = [ownNamespace, noLocalAccountsInProd, purgeProtectionInProd];
