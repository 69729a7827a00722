import { isType, objectOf, type Resource, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";
import { walk } from "../../secrets/walk";

/** Groups and kinds whose business are secrets: they name them, or hold them encrypted. */
const aboutSecrets =
  /^kubernetes:(external-secrets\.io|generators\.external-secrets\.io|secrets-store\.csi\.x-k8s\.io|bitnami\.com|isindir\.github\.com|apiextensions\.k8s\.io|helm\.sh|yaml|kustomize)[/:]/;

const isObject = (resource: Resource): boolean =>
  resource.type.startsWith("kubernetes:") &&
  !aboutSecrets.test(resource.type) &&
  !["kubernetes:core:Secret", "kubernetes:core:SecretPatch"].some((token) => isType(resource, token));

export const noSecretInConfig: ResourceRule = {
  name: "no-secret-in-config",
  description:
    "No secret stands in a ConfigMap, an annotation, a scaler's trigger or any other object that is not a Secret.",
  guardsAgainst:
    "Whoever may look at the namespace reads them, backups and logs repeat them, and nobody rotates them: only Secrets have permissions and encryption of their own.",
  severity: "critical",
  tags: ["identity"],
  remediationSteps:
    "Keep the value in Key Vault, let External Secrets copy it into a Secret, and name that: by secretKeyRef, by a mounted file, or for a scaler by a TriggerAuthentication.",
  appliesTo: isObject,
  check: (resource, { violation, each }) => {
    const { title } = objectOf(resource);
    // What pods are made from is the business of no-literal-secret.
    const templates = workloadsIn(resource).flatMap(({ path }) => [path, path.replace(/spec$/, "metadata")]);
    walk(resource.props, "", "", {
      each,
      mayBeMasked: false,
      leaveOut: (path) => templates.includes(path) || /^metadata\.(name|namespace|generateName|labels)$/.test(path),
      found: ({ where, what }) => violation(`${title} has a secret in clear: ${what} in ${where}`, resource),
    });
  },
};
