/** A definition of Azure Policy that Microsoft maintains, and how it is assigned here. */
export interface BuiltInPolicy {
  /** Name of the assignment. */
  name: string;
  /** The definition's own name, as the portal shows it. */
  displayName: string;
  /** Part of the definition's id: one policy, or an initiative of several. */
  kind: "policyDefinitions" | "policySetDefinitions";
  /** GUID of the definition, the same in every tenant. */
  definition: string;
  /** `Deny` refuses what breaks the policy; `Audit` reports it. */
  effect: "Deny" | "Audit";
  /** Parameters beside the effect. */
  parameters?: Record<string, unknown>;
}

/** Azure's own pods, which no policy of ours may stop: the default of the definitions' own parameter. */
const azureNamespaces = ["kube-system", "gatekeeper-system", "azure-arc", "azure-extensions-usage-system"];

/** Where the policies make room for what they are assigned beside. */
export interface PolicyExceptions {
  /** Namespaces whose pods may be privileged, such as one of a device plugin. Default: none but Azure's own. */
  privilegedNamespaces?: string[];
  /** Names of assignments that report what they would refuse, such as `vault-purge-protection`. Default: none. */
  auditOnly?: string[];
}

/**
 * What the resource group's resources and the cluster in it are held to. Ids and names:
 * https://learn.microsoft.com/azure/aks/policy-reference, …/azure/container-registry/policy-reference and
 * …/azure/key-vault/policy-reference.
 */
export const builtInPolicies = ({
  privilegedNamespaces = [],
  auditOnly = [],
}: PolicyExceptions = {}): BuiltInPolicy[] =>
  policiesFor(privilegedNamespaces).map((policy) =>
    auditOnly.includes(policy.name) ? { ...policy, effect: "Audit" } : policy,
  );

const policiesFor = (privilegedNamespaces: string[]): BuiltInPolicy[] => [
  {
    name: "pod-security-restricted",
    displayName: "Kubernetes cluster pod security restricted standards for Linux-based workloads",
    kind: "policySetDefinitions",
    definition: "42b8ef37-b724-4e24-bbc8-7a7708edfe00",
    // The namespaces' own Pod Security levels refuse; this finds what somebody made without them.
    effect: "Audit",
    parameters: { excludedNamespaces: [...azureNamespaces, ...privilegedNamespaces] },
  },
  {
    name: "no-default-namespace",
    displayName: "Kubernetes clusters should not use the default namespace",
    kind: "policyDefinitions",
    definition: "9f061a12-e40d-4183-a00e-171812443373",
    effect: "Deny",
    parameters: { excludedNamespaces: azureNamespaces, namespaces: ["default"] },
  },
  {
    name: "no-external-ips",
    displayName: "Kubernetes cluster services should only use allowed external IPs",
    kind: "policyDefinitions",
    definition: "d46c275d-1680-448d-b2ec-e495a3b6cc89",
    // Who may create a Service could else take over the traffic to any address (CVE-2020-8554).
    effect: "Deny",
    parameters: { excludedNamespaces: azureNamespaces, allowedExternalIPs: [] },
  },
  {
    name: "no-endpoint-edits",
    displayName:
      "Kubernetes clusters should not allow endpoint edit permissions of ClusterRole/system:aggregate-to-edit",
    kind: "policyDefinitions",
    definition: "1ddac26b-ed48-4c30-8cc5-3a68c79b8001",
    // CVE-2021-25740. The definition has no Deny.
    effect: "Audit",
    parameters: { excludedNamespaces: azureNamespaces },
  },
  {
    name: "aks-no-local-accounts",
    displayName: "Azure Kubernetes Service Clusters should have local authentication methods disabled",
    kind: "policyDefinitions",
    definition: "993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
    effect: "Deny",
  },
  {
    name: "aks-defender",
    displayName: "Azure Kubernetes Service clusters should have Defender profile enabled",
    kind: "policyDefinitions",
    definition: "a1840de2-8088-4ea8-b153-b4c723e9cb01",
    effect: "Audit",
  },
  {
    name: "aks-encryption-at-host",
    displayName:
      "Temp disks and cache for agent node pools in Azure Kubernetes Service clusters should be encrypted at host",
    kind: "policyDefinitions",
    definition: "41425d9f-d1a5-499a-9932-f8ed8453932c",
    effect: "Audit",
  },
  {
    name: "registry-no-admin-user",
    displayName: "Container registries should have local admin account disabled.",
    kind: "policyDefinitions",
    definition: "dc921057-6b28-4fbe-9b83-f7bec05db6c2",
    effect: "Deny",
  },
  {
    name: "registry-no-anonymous-pull",
    displayName: "Container registries should have anonymous authentication disabled.",
    kind: "policyDefinitions",
    definition: "9f2dea28-e834-476c-99c5-3507b4728395",
    effect: "Deny",
  },
  {
    name: "vault-purge-protection",
    displayName: "Key vaults should have deletion protection enabled",
    kind: "policyDefinitions",
    definition: "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53",
    effect: "Deny",
  },
];
