import { type Contradiction, unless } from "./contradiction";

const ownNamespace: Contradiction = {
  reads: ["environment", "app.namespace"],
  find: ({ environment, app }) => {
    const namespace = environment === "prod" ? "production" : "development";
    return unless(app.namespace === namespace, "app.namespace", `${namespace} in ${environment}`);
  },
};

const noLocalAccountsInProd: Contradiction = {
  reads: ["environment", "cluster.localAccounts"],
  find: ({ environment, cluster }) =>
    unless(
      environment !== "prod" || !cluster.localAccounts,
      "cluster.localAccounts",
      "false in prod: a static admin credential cannot be withdrawn from one person",
    ),
};

const purgeProtectionInProd: Contradiction = {
  reads: ["environment", "vault.purgeProtection"],
  find: ({ environment, vault }) =>
    unless(
      environment !== "prod" || vault.purgeProtection,
      "vault.purgeProtection",
      "true in prod: without it a deleted vault can be lost for good",
    ),
};

/** What an environment rules out. */
export const environmentContradictions: readonly Contradiction[] = [
  ownNamespace,
  noLocalAccountsInProd,
  purgeProtectionInProd,
];
