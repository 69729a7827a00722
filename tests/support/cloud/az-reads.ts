import type { CommandTable } from "./command-table";
import type { World } from "./world";

const notHere = () => undefined;

/** Commands of az that the pages show beside the way: only their form is looked at. The names and options are az 2.91's, as `az … --help` says them. */
export const azReads: CommandTable<World> = {
  "aks command invoke": { options: { "resource-group": "text", name: "text", command: "text" }, run: notHere },
  "aks install-cli": { options: { "client-version": "text", "kubelogin-version": "text" }, run: notHere },
  "aks start": { options: { "resource-group": "text", name: "text" }, run: notHere },
  "aks stop": { options: { "resource-group": "text", name: "text" }, run: notHere },
  "keyvault secret delete": { options: { "vault-name": "text", name: "text" }, run: notHere },
  "keyvault secret recover": { options: { "vault-name": "text", name: "text" }, run: notHere },
  "keyvault secret set": { options: { "vault-name": "text", name: "text" }, run: notHere },
  "keyvault secret show": { options: { "vault-name": "text", name: "text" }, run: notHere },
  "keyvault key set-attributes": {
    options: { "vault-name": "text", name: "text", version: "text", enabled: "text" },
    run: notHere,
  },
  "monitor activity-log list": {
    options: { "resource-group": "text", status: "text", offset: "text" },
    run: notHere,
  },
  // Of the extensions `log-analytics` and `quota`, which az offers to install.
  "monitor log-analytics query": { options: { workspace: "text", "analytics-query": "text" }, run: notHere },
  "monitor log-analytics workspace recover": {
    options: { "resource-group": "text", "workspace-name": "text" },
    run: notHere,
  },
  "quota update": {
    options: { "resource-name": "text", "limit-object": "text", "resource-type": "text", scope: "text" },
    run: notHere,
  },
  // The group of commands.
  "capacity reservation": { options: {}, run: notHere },
  "servicebus queue show": {
    options: { "resource-group": "text", "namespace-name": "text", name: "text" },
    run: notHere,
  },
  "vm list": { options: {}, run: notHere },
  "vm list-usage": { options: { location: "text" }, run: notHere },
  "vmss list": { options: {}, run: notHere },
};
