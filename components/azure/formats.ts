import { vmSizePattern } from "@breakwater/azure-sizes";
import { integerBetween, matching, oneOf } from "../validation";

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const cidr = (prefix: string) => new RegExp(`^${octet}(?:\\.${octet}){3}/(?:${prefix})$`);

/** An IPv4 network; /29 is the smallest subnet of Azure. */
export const ipv4Network = matching(cidr("[89]|[12]\\d"), "an IPv4 network from /8 to /29, such as 10.10.0.0/16");

/** An IPv4 address, or a network of them, as firewalls of Azure take it. */
export const ipv4Range = matching(
  new RegExp(`^${octet}(?:\\.${octet}){3}(?:/(?:[1-9]|[12]\\d|3[0-2]))?$`),
  "an IPv4 address or network, such as 203.0.113.7 or 203.0.113.0/24",
);

/** The network of ClusterIPs: smaller than /12 by AKS's rule, and /24 or larger with its first address ending in 0. */
export const serviceNetwork = matching(
  new RegExp(`^${octet}(?:\\.${octet}){2}\\.0/(?:1[3-9]|2[0-4])$`),
  "an IPv4 network from /13 to /24, such as 10.0.0.0/16",
);

/** Id of a user, group, service principal or tenant of Entra ID. */
export const entraId = matching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  "an id such as 11111111-2222-3333-4444-555555555555",
);

/** Address that Azure sends mail to. */
export const emailAddress = matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address");

/** VM size. Which sizes a region has, only Azure knows. */
export const vmSize = matching(vmSizePattern, "an Azure VM size, such as Standard_D8s_v5");

/** Availability zone. */
export const availabilityZone = oneOf<string>("1", "2", "3");

/** Kubernetes version, of which AKS chooses the patch. */
export const kubernetesMinorVersion = matching(/^1\.\d{2}$/, "a minor version, such as 1.35");

/** Nodes of a user pool. */
export const nodeCount = integerBetween(0, 1000);
