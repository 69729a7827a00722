import * as pulumi from "@pulumi/pulumi";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import { ArgumentCheck, matching, oneOf } from "../validation";
import { identityIds } from "./identity-ids";
import { federatedCredentialName, identityName, kubernetesName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import { grantRole, roleIds, type RoleName } from "./roles";

/** A service account whose pods may act as the identity. */
export interface Subject {
  /** Namespace of the service account. */
  namespace: string;
  /** Name of the service account. */
  serviceAccount: string;
}

/** A role of the identity. */
export interface Grant {
  /** Built-in role. */
  role: RoleName;
  /** Azure id of the resource on which it holds. */
  scope: pulumi.Input<string>;
  /** Tells two grants of one role apart; part of the resource's name. Default: `role`. */
  label?: string;
}

/** What `WorkloadIdentity` takes. */
export interface WorkloadIdentityArgs extends PlacementArgs {
  /** Name of the identity, 3 to 128 characters. */
  identityName: pulumi.Input<string>;
  /** OIDC issuer of the cluster, whose service account tokens are trusted. */
  oidcIssuerUrl: pulumi.Input<string>;
  /** Service accounts that may act as the identity, 1 to 20: Azure's limit on federated credentials. */
  subjects: Subject[];
  /** Roles of the identity. Default: none. */
  grants?: Grant[];
}

/**
 * An identity that pods take on by their service account's token: no secret exists. The service account carries
 * `clientId` as its annotation `azure.workload.identity/client-id`.
 */
export class WorkloadIdentity extends pulumi.ComponentResource {
  /** Azure id of the identity. */
  public readonly id: pulumi.Output<string>;
  /** Application id, by which pods name the identity. */
  public readonly clientId: pulumi.Output<string>;
  /** Object id, by which roles are granted. */
  public readonly principalId: pulumi.Output<string>;

  constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:WorkloadIdentity", name, args, opts);
    const valid = validArgs(name, args);
    const { resourceGroupName, location, tags } = valid;
    const { subjects, grants = [] } = args;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const identity = new managedidentity.UserAssignedIdentity(
      name,
      { resourceGroupName, resourceName: valid.identityName, location, tags },
      childOptions,
    );

    const { principalId, clientId } = identityIds(identity, resourceGroupName, this);

    let previous: pulumi.Resource | undefined;
    for (const subject of subjects) {
      const credentialName = credentialNameOf(subject);
      previous = new managedidentity.FederatedIdentityCredential(
        `${name}-${credentialName}`,
        {
          resourceGroupName,
          resourceName: identity.name,
          federatedIdentityCredentialResourceName: credentialName,
          issuer: valid.oidcIssuerUrl,
          subject: `system:serviceaccount:${subject.namespace}:${subject.serviceAccount}`,
          audiences: ["api://AzureADTokenExchange"],
        },
        // One after the other: Azure answers 409 to two at a time on one identity (azure-native#4343).
        pulumi.mergeOptions(childOptions, { dependsOn: previous === undefined ? [] : [previous] }),
      );
    }

    for (const { role, scope, label = role } of grants) {
      grantRole(
        `${name}-${label}`,
        {
          principalId,
          principalType: "ServicePrincipal",
          role,
          scope,
          description: `For pods of ${subjects.map(({ serviceAccount }) => serviceAccount).join(", ")}.`,
        },
        childOptions,
      );
    }

    this.id = identity.id;
    this.clientId = clientId;
    this.principalId = principalId;
    this.registerOutputs({ id: this.id, clientId: this.clientId, principalId: this.principalId });
  }
}

const httpsAddress = matching(/^https:\/\/\S+$/, "an https:// address");

const credentialNameOf = ({ namespace, serviceAccount }: Subject): string => `${namespace}-${serviceAccount}`;

/** The arguments, or one error with everything that is wrong with them. */
function validArgs(name: string, args: WorkloadIdentityArgs) {
  const { subjects, grants = [] } = args;
  const check = new ArgumentCheck("WorkloadIdentity", name);
  const valid = {
    identityName: check.input("identityName", args.identityName, identityName),
    oidcIssuerUrl: check.input("oidcIssuerUrl", args.oidcIssuerUrl, httpsAddress),
    ...validPlacement(check, args),
  };
  check.input("subjects", subjects.length, { allowed: "1 to 20 service accounts", accepts: (n) => n >= 1 && n <= 20 });
  subjects.forEach((subject, index) => {
    check.input(`subjects[${index}].namespace`, subject.namespace, kubernetesName);
    check.input(`subjects[${index}].serviceAccount`, subject.serviceAccount, kubernetesName);
    check.input(`subjects[${index}]`, credentialNameOf(subject), federatedCredentialName);
  });
  const labels = grants.map(({ role, label = role }) => label);
  grants.forEach(({ role }, index) => {
    check.input(`grants[${index}].role`, role, oneOf(...(Object.keys(roleIds) as RoleName[])));
    const isFirst = labels.indexOf(labels[index]!) === index;
    check.input(`grants[${index}].label`, labels[index]!, {
      allowed: "different from the labels before it",
      accepts: () => isFirst,
    });
  });
  check.throwProblems();
  return valid;
}
