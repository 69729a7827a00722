import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as authorization from "@pulumi/azure-native/authorization";

/**
 * Azure's built-in roles that this platform uses, by what they are called here.
 * Ids: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const roleIds = {
  /** AcrPull: pull images. */
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  /** Azure Kubernetes Service RBAC Cluster Admin: everything inside a cluster. */
  aksRbacClusterAdmin: "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
  /** Key Vault Secrets User: read the values of secrets. */
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  /** Network Contributor: join a subnet and put load balancers into it. */
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
  /** Azure Service Bus Data Receiver: take messages, and read how many there are. */
  serviceBusDataReceiver: "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
  /** Azure Service Bus Data Sender: put messages in. */
  serviceBusDataSender: "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
  /** Storage Blob Data Contributor: read, write and delete blobs. */
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  /** Storage Blob Data Reader: list and read blobs. */
  storageBlobDataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
} as const;

/** A role by the name that it has here. */
export type RoleName = keyof typeof roleIds;

/** Kinds of object in Entra ID that hold roles here. */
export type PrincipalType = "Group" | "ServicePrincipal" | "User";

/** Who gets which role, where and why. */
export interface RoleGrant {
  /** Object id of whoever gets the role. */
  principalId: pulumi.Input<string>;
  /**
   * What that object is: `ServicePrincipal` for every managed identity. Azure then does not look a new identity up in Entra
   * ID, where it may not have arrived yet (PrincipalNotFound). Unsaid, azure-native says `User`.
   */
  principalType: pulumi.Input<PrincipalType>;
  role: RoleName;
  /** Resource id below which the role holds. */
  scope: pulumi.Input<string>;
  /** Why it is needed; shown in the portal. */
  description: string;
}

/** Assigns a built-in role. */
export function grantRole(
  name: string,
  { principalId, principalType, role, scope, description }: RoleGrant,
  opts: pulumi.CustomResourceOptions,
): authorization.RoleAssignment {
  return new authorization.RoleAssignment(
    name,
    {
      roleAssignmentName: pulumi
        .all([scope, principalId])
        .apply(([where, who]) => roleAssignmentName(where, who, role)),
      principalId,
      principalType,
      roleDefinitionId: pulumi.output(scope).apply((where) => roleDefinitionId(where, role)),
      scope,
      description,
    },
    pulumi.mergeOptions(opts, {
      // Protection of what a grant is part of must not keep it from being replaced when somebody else deploys.
      protect: false,
      // azure-native deletes first what it replaces. Another principal, scope or role gives the assignment another name, so both
      // can stand, and nobody is without a role in between.
      deleteBeforeReplace: false,
    }),
  );
}

/**
 * The name of a role assignment, which must be a GUID: the same for the same grant, because Azure holds a grant only once
 * and refuses a second one under another name (RoleAssignmentExists), as after a lost state.
 */
export function roleAssignmentName(scope: string, principalId: string, role: RoleName): string {
  const digest = createHash("sha256")
    .update([scope.toLowerCase(), principalId, roleIds[role]].join("\n"))
    .digest("hex");
  // Version 8 of RFC 9562: a UUID of one's own making. The variant's digit is one of 8, 9, a and b.
  const variant = "89ab"[Number.parseInt(digest[16]!, 16) % 4];
  const groups = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
  ];
  return [...groups, digest.slice(20, 32)].join("-");
}

/** The id of a built-in role as Azure reports it back: within the subscription of `scope`. */
export function roleDefinitionId(scope: string, role: RoleName): string {
  const [subscription = ""] = /^\/subscriptions\/[^/]+/i.exec(scope) ?? [];
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleIds[role]}`;
}
