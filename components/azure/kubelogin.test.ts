import { parse } from "yaml";
import { type KubeloginMode, withKubelogin } from "./kubelogin";

/** What AKS answers for a cluster with Entra ID. */
const kubeconfig = `
apiVersion: v1
kind: Config
clusters:
  - name: aks
    cluster: { server: "https://aks.example:443", certificate-authority-data: Q0E= }
contexts:
  - name: aks
    context: { cluster: aks, user: clusterUser_rg_aks }
current-context: aks
users:
  - name: clusterUser_rg_aks
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1beta1
        command: kubelogin
        args: [get-token, --environment, AzureUSGovernmentCloud, --server-id, server, --client-id, client, --tenant-id, tenant, --login, devicecode]
        provideClusterInfo: false
`;

const execOf = (text: string) => parse(text).users[0].user.exec;

test.each<KubeloginMode>(["azurecli", "workloadidentity", "spn"])("%s needs no person", (mode) => {
  const { args, command } = execOf(withKubelogin(kubeconfig, mode));
  expect([command, ...args]).toEqual([
    "kubelogin",
    "get-token",
    "--environment",
    "AzureUSGovernmentCloud",
    "--server-id",
    "server",
    "--login",
    mode,
  ]);
});

test("what is not the login stays as it was", () => {
  const [before, after] = [parse(kubeconfig), parse(withKubelogin(kubeconfig, "azurecli"))];
  before.users[0].user.exec.args = after.users[0].user.exec.args;
  expect(after).toEqual(before);
});

test("a plugin without arguments gets the public cloud and AKS's own server id", () => {
  const bare = "users: [{ name: u, user: { exec: { apiVersion: v1, command: kubelogin } } }]";
  expect(execOf(withKubelogin(bare, "azurecli")).args).toEqual([
    "get-token",
    "--environment",
    "AzurePublicCloud",
    "--server-id",
    "6dae42f8-4368-4678-94ff-3960e28e3630",
    "--login",
    "azurecli",
  ]);
});

test("a user with a certificate keeps it", () => {
  const certificate = "users: [{ name: u, user: { client-certificate-data: Yw== } }]";
  expect(parse(withKubelogin(certificate, "azurecli"))).toEqual(parse(certificate));
});

test("to convert twice is to convert once", () => {
  const once = withKubelogin(kubeconfig, "azurecli");
  expect(withKubelogin(once, "azurecli")).toBe(once);
});

test.each(["", "[]", "users: nobody", "users: [7]"])("%j is no kubeconfig", (text) => {
  expect(() => withKubelogin(text, "azurecli")).toThrow("not a kubeconfig");
});
