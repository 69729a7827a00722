import { vmSizePattern } from "@breakwater/azure-sizes";
import { integerBetween, matching } from "../validation";

/** Id of a user, group, service principal or tenant of Entra ID. */
export const entraId = matching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  "an id such as 11111111-2222-3333-4444-555555555555",
);

/** Address that Azure sends mail to. */
export const emailAddress = matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address");

/** VM size, of any kind: what a pool may have is `poolSizeRules`. */
export const vmSize = matching(vmSizePattern, "an Azure VM size, such as Standard_D8s_v5");

/** Kubernetes version, of which AKS chooses the patch. */
export const kubernetesMinorVersion = matching(/^1\.\d{2}$/, "a minor version, such as 1.35");

/** Nodes of a user pool. */
export const nodeCount = integerBetween(0, 1000);
