import { matching } from "../validation";

/*
 * Azure's own name rules, which autonaming does not know (azure-native#2532, #3514, #4294). Source, unless another is named:
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */

/** Virtual network. */
export const virtualNetworkName = matching(
  /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}[a-zA-Z0-9_]$/,
  "2 to 64 letters, digits, underscores, dots and hyphens, from a letter or digit to a letter, digit or underscore",
);

/** NAT gateway. Azure allows 80 characters; its addresses' names are made of it and are longer. */
export const natGatewayName = matching(
  /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,68}[a-zA-Z0-9_])?$/,
  "1 to 70 letters, digits, underscores, dots and hyphens, from a letter or digit to a letter, digit or underscore",
);

/** Private endpoint. */
export const privateEndpointName = matching(
  /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}[a-zA-Z0-9_]$/,
  "2 to 64 letters, digits, underscores, dots and hyphens, from a letter or digit to a letter, digit or underscore",
);

/** Managed cluster. Azure allows 63 characters and underscores; the name is the DNS prefix too, which is narrower. */
export const clusterName = matching(
  /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,52}[a-zA-Z0-9])?$/,
  "1 to 54 letters, digits and hyphens, with a letter or digit at both ends",
);

/** Linux node pool. */
export const nodePoolName = matching(
  /^[a-z][a-z0-9]{0,11}$/,
  "a lower-case letter, then up to 11 lower-case letters or digits",
);

/** Container registry. It becomes a host name, so only lower case is accepted here. */
export const registryName = matching(/^[a-z0-9]{5,50}$/, "5 to 50 lower-case letters and digits");

/** Key vault. */
export const vaultName = matching(
  /^(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
  "3 to 24 letters, digits and single hyphens, from a letter to a letter or digit",
);

/** Secret of a key vault. */
export const secretName = matching(/^[a-zA-Z0-9-]{1,127}$/, "1 to 127 letters, digits and hyphens");

/**
 * Namespace of Service Bus. Azure keeps the endings -sb and -mgmt for itself
 * (https://learn.microsoft.com/rest/api/servicebus/create-namespace).
 */
export const serviceBusNamespaceName = matching(
  /^(?!.*--)(?!.*-(?:sb|mgmt)$)[a-zA-Z][a-zA-Z0-9-]{4,48}[a-zA-Z0-9]$/,
  "6 to 50 letters, digits and single hyphens, from a letter to a letter or digit, and not ending in -sb or -mgmt",
);

/** Queue of Service Bus. Azure allows slashes too, which make folders; here a queue has none. */
export const serviceBusQueueName = matching(
  /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,258}[a-zA-Z0-9])?$/,
  "1 to 260 letters, digits, dots, underscores and hyphens, with a letter or digit at both ends",
);

/** Azure Managed Redis. */
export const managedRedisName = matching(
  /^(?=.{1,60}$)[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*$/,
  "1 to 60 letters, digits and single hyphens, with a letter or digit at both ends",
);

/** Storage account. */
export const storageAccountName = matching(/^[a-z0-9]{3,24}$/, "3 to 24 lower-case letters and digits");

/** Container of blobs. */
export const blobContainerName = matching(
  /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$/,
  "3 to 63 lower-case letters, digits and single hyphens, with a letter or digit at both ends",
);

/** Log Analytics workspace. */
export const workspaceName = matching(
  /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
  "4 to 63 letters, digits and hyphens, with a letter or digit at both ends",
);

/** Action group. Azure allows blanks and more signs; its short name in messages is made of it. */
export const actionGroupName = matching(
  /^[a-zA-Z0-9](?:[a-zA-Z0-9_-]{0,258}[a-zA-Z0-9_-])?$/,
  "1 to 260 letters, digits, underscores and hyphens, with a letter or digit first",
);

/** User-assigned managed identity. */
export const identityName = matching(
  /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/,
  "3 to 128 letters, digits, hyphens and underscores, with a letter or digit first",
);

/** Federated credential of an identity. */
export const federatedCredentialName = matching(
  /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/,
  "3 to 120 letters, digits, hyphens and underscores, with a letter or digit first",
);

/** Kubernetes namespace or service account, as the subject of a federated credential names it. */
export const kubernetesName = matching(
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  "1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends",
);
