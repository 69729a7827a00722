import {
  clustersOf,
  isCluster,
  isType,
  isWorkload,
  objectOf,
  propertiesOf,
  type Resource,
  workloadsIn,
} from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

const passwords = /^azuread:index\/(application|servicePrincipal)Password:/;
const variables = new Set(["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_PASSWORD"]);

const isSecretStore = (resource: Resource): boolean =>
  ["ClusterSecretStore", "SecretStore"].some((kind) => isType(resource, `kubernetes:external-secrets.io:${kind}`));

export const noClientSecret: ResourceRule = {
  name: "no-client-secret",
  description: "Nothing signs in to Azure with a client secret.",
  guardsAgainst:
    "Workload Identity gives a pod a token of its own, which nobody can copy out of a variable or forget to rotate.",
  severity: "critical",
  tags: ["identity"],
  remediationSteps:
    "Use a user-assigned managed identity with a federated credential, and label the pods azure.workload.identity/use; in a secret store set authType to WorkloadIdentity.",
  appliesTo: (resource) =>
    passwords.test(resource.type) || isCluster(resource) || isSecretStore(resource) || isWorkload(resource),
  check: (resource, { violation, each }) => {
    if (passwords.test(resource.type)) {
      violation(`${resource.type.split(":").at(-1)} "${resource.name}" makes a client secret`, resource);
      return;
    }
    if (isSecretStore(resource)) {
      const provider = propertiesOf(resource).object("spec").object("provider");
      if (provider.record("azurekv") === undefined) return;
      // External Secrets takes a service principal where a store does not say how it signs in.
      if ((provider.object("azurekv").text("authType") ?? "ServicePrincipal") === "ServicePrincipal") {
        violation(`Secret store "${objectOf(resource).name}" signs in as a service principal, by its secret`, resource);
      }
      return;
    }
    each(clustersOf([resource]), ({ title, servicePrincipal }) => {
      if (servicePrincipal !== undefined)
        violation(`${title} signs in as the service principal ${servicePrincipal}, by its secret`, resource);
    });
    each(workloadsIn(resource), (workload) => {
      each(workload.allContainers, (container) => {
        for (const { name } of container.env ?? []) {
          if (variables.has(name))
            violation(`Container "${container.name}" of ${workload.title} is given ${name}`, resource);
        }
      });
    });
  },
};
