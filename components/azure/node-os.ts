/**
 * What nodes run, in so many words, as Microsoft advises: which Ubuntu it is follows the Kubernetes version, 24.04 from 1.35 on
 * (https://learn.microsoft.com/azure/aks/upgrade-os-version).
 */
export const nodeOs = { osType: "Linux", osSKU: "Ubuntu" } as const;
