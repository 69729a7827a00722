import { ifKnown, objectsOf, ofType, releasesOf, type Resource, someKnown } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

const subjectForm = /^system:serviceaccount:([^:]+):([^:]+)$/;
/** A subject that means a service account, however it is spelt. */
const meansAccount = /^system:|service-?accounts?[:/]/i;
/** Issuers of AKS' clusters (https://learn.microsoft.com/azure/aks/use-oidc-issuer), whose tokens are all of service accounts. */
const aksIssuer = /^https:\/\/[\w.-]*\b(oic|oidc)\.[\w-]*aks[\w-]*\.azure\.com\//i;
/** Issuers of other clouds' clusters, whose service accounts no stack of AKS has. */
const otherClusterIssuer = /^https:\/\/(oidc\.eks\.|container\.googleapis\.com\/)/i;

const credentialTypes = [
  "azure-native:managedidentity:FederatedIdentityCredential",
  "azuread:index:ApplicationFederatedIdentityCredential",
];

export const federatedSubjectExists: StackRule = {
  name: "federated-subject-exists",
  description: "A federated credential for pods names a service account that the stack has.",
  guardsAgainst:
    "One letter off, and Azure refuses the pod's token with a message that names neither. Credentials for pipelines have other subjects and are left alone.",
  severity: "high",
  tags: ["identity"],
  remediationSteps: "Make subject system:serviceaccount:<namespace>:<name> of the pods' service account.",
  checkStack: (resources, { violation, notApplicable, each }) => {
    const credentials = credentialTypes.flatMap((type) => ofType(resources, type));
    if (credentials.length === 0) notApplicable("the stack has no federated credential");
    const objects = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    each(credentials, (credential) => {
      const { subject } = credential.props as { subject?: unknown };
      // A flexible credential has an expression in its place.
      if (typeof subject !== "string") return;
      const issuer = ifKnown(() => String(credential.props.issuer));
      const [, namespace, name] = subjectForm.exec(subject) ?? [];
      if (namespace === undefined || name === undefined) {
        if (meansAccount.test(subject) || (issuer !== undefined && aksIssuer.test(issuer)))
          violation(
            `Federated credential "${credential.name}" has the subject ${subject}, which is no service account: those are system:serviceaccount:<namespace>:<name>`,
            credential,
          );
        return;
      }
      // A stack without objects has its accounts in another one, and so has a cluster of another cloud.
      if (objects.length === 0 || (issuer !== undefined && otherClusterIssuer.test(issuer))) return;
      if (!isThere(objects, namespace, name)) {
        violation(
          `Federated credential "${credential.name}" is for ${subject}, which the stack does not have`,
          credential,
        );
      }
    });
  },
};

/** Whether the stack has a service account, or something that may make it. */
function isThere(objects: readonly Resource[], namespace: string, name: string): boolean {
  const ways = [
    () =>
      someKnown(
        objectsOf(objects, "kubernetes:core:ServiceAccount"),
        (account) => account.namespace === namespace && account.name === name,
      ),
    // What service accounts a chart makes is the chart's business.
    () => someKnown(releasesOf(objects), (release) => release.namespace === namespace),
    // Kubernetes makes one in every namespace.
    () => name === "default" && hasNamespace(objects, namespace),
    () => someKnown(objects, (object) => mayMakeAccount(object, namespace, name)),
  ];
  return someKnown(ways, (exists) => exists());
}

const hasNamespace = (objects: readonly Resource[], namespace: string): boolean =>
  namespace === "default" ||
  someKnown(
    objects,
    ({ type, props, namespace: of }) =>
      of === namespace || (type === "kubernetes:core/v1:Namespace" && props.metadata?.name === namespace),
  );

/**
 * Custom resources whose operators make service accounts by their names, `orders` as `orders-server`
 * (https://cloudnative-pg.io/documentation/current/security/, https://strimzi.io/docs/operators/latest/deploying,
 * https://www.rabbitmq.com/kubernetes/operator/using-operator, https://github.com/open-telemetry/opentelemetry-operator).
 */
const operands =
  /^kubernetes:(postgresql\.cnpg\.io|[\w.-]*strimzi\.io|rabbitmq\.com|opentelemetry\.io|minio\.min\.io|[\w.-]+\.k8s\.elastic\.co)\//;

function mayMakeAccount({ type, props, namespace: of }: Resource, namespace: string, name: string): boolean {
  if (!operands.test(type) || of !== namespace) return false;
  const own = String(props.metadata?.name);
  return name === own || name.startsWith(`${own}-`);
}
