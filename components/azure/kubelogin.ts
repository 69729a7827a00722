import { parse, stringify } from "yaml";
import { unexpectedAnswer } from "./computed";

/** How kubelogin gets its token: from `az login`, from a pod's or a CI job's federated token, or from a client secret. */
export type KubeloginMode = "azurecli" | "workloadidentity" | "spn";

interface Exec {
  apiVersion: string;
  command: string;
  args?: string[] | null;
}

interface Kubeconfig {
  users: { name: string; user: { exec?: Exec } & Record<string, unknown> }[];
}

/** The application id of AKS's API servers, the same in every tenant (https://azure.github.io/kubelogin/concepts/aks.html). */
const aksServerId = "6dae42f8-4368-4678-94ff-3960e28e3630";

/**
 * A user kubeconfig of AKS with a login that needs no person: as Azure hands it out, it asks for a device code
 * (azure-native#2399, AKS#4990). The rest, certificate users of a cluster without Entra ID included, stays as it is.
 *
 * @param kubeconfig YAML
 * @throws Error when the text is no kubeconfig
 */
export function withKubelogin(kubeconfig: string, mode: KubeloginMode): string {
  const config: unknown = parse(kubeconfig);
  if (!isKubeconfig(config)) throw unexpectedAnswer("what Azure answered is not a kubeconfig: it has no list of users");
  const users = config.users.map(({ name, user }) =>
    user.exec === undefined ? { name, user } : { name, user: { ...user, exec: nonInteractive(user.exec, mode) } },
  );
  return stringify({ ...config, users });
}

/** Cloud and server stay; client, tenant and login are for the mode to find, in the Azure CLI or in the environment. */
function nonInteractive(exec: Exec, mode: KubeloginMode): Exec {
  const valueOf = (flag: string, fallback: string): string => {
    const index = exec.args?.indexOf(flag) ?? -1;
    return (index < 0 ? undefined : exec.args?.[index + 1]) ?? fallback;
  };
  const environment = valueOf("--environment", "AzurePublicCloud");
  const serverId = valueOf("--server-id", aksServerId);
  return {
    ...exec,
    command: "kubelogin",
    args: ["get-token", "--environment", environment, "--server-id", serverId, "--login", mode],
  };
}

function isKubeconfig(value: unknown): value is Kubeconfig {
  const users = (value as Partial<Kubeconfig> | null)?.users;
  return Array.isArray(users) && users.every((entry) => typeof entry?.user === "object" && entry.user !== null);
}
