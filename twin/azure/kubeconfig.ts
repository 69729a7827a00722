import { hexOf, tenantId } from "./identifiers";

/** Application id of "Azure Kubernetes Service AAD Server", the same in every tenant (Microsoft's kubelogin documentation). */
const aksServerId = "6dae42f8-4368-4678-94ff-3960e28e3630";
/** Application id of "Azure Kubernetes Service AAD Client", the same in every tenant. */
const aksClientId = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

/** A cluster whose kubeconfig is asked for. */
export interface ClusterAddress {
  group: string;
  name: string;
  /** Host name of the API server. */
  server: string;
  /** Users sign in by Entra ID (kubelogin, with a device code) instead of by certificate. */
  entra: boolean;
}

/** A kubeconfig in the form that AKS hands out, as YAML. Certificates and keys are made up. */
export function clusterCredentials({ group, name, server, entra }: ClusterAddress): string {
  const made = (what: string): string => Buffer.from(hexOf(`${server}/${what}`, 64)).toString("base64");
  const user = `${entra ? "clusterUser" : "clusterAdmin"}_${group}_${name}`;
  const signIn = entra
    ? [
        "    exec:",
        "      apiVersion: client.authentication.k8s.io/v1beta1",
        "      args:",
        ...[
          "get-token",
          "--environment",
          "AzurePublicCloud",
          "--server-id",
          aksServerId,
          "--client-id",
          aksClientId,
        ].map((arg) => `      - ${arg}`),
        ...["--tenant-id", tenantId, "--login", "devicecode"].map((arg) => `      - ${arg}`),
        "      command: kubelogin",
        "      env: null",
        "      provideClusterInfo: false",
      ]
    : [`    client-certificate-data: ${made("certificate")}`, `    client-key-data: ${made("key")}`];
  return [
    "apiVersion: v1",
    "clusters:",
    "- cluster:",
    `    certificate-authority-data: ${made("authority")}`,
    `    server: https://${server}:443`,
    `  name: ${name}`,
    "contexts:",
    "- context:",
    `    cluster: ${name}`,
    `    user: ${user}`,
    `  name: ${name}`,
    `current-context: ${name}`,
    "kind: Config",
    "preferences: {}",
    "users:",
    `- name: ${user}`,
    "  user:",
    ...signIn,
    "",
  ].join("\n");
}
