import { objectsOf, ofType, releasesOf, someKnown } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

const subjectForm = /^system:serviceaccount:([^:]+):([^:]+)$/;

export const federatedSubjectExists: StackRule = {
  name: "federated-subject-exists",
  description: "A federated credential names a service account that the stack has.",
  guardsAgainst: "One letter off, and Azure refuses the pod's token with a message that names neither.",
  severity: "high",
  tags: ["identity"],
  remediationSteps: "Make subject system:serviceaccount:<namespace>:<name> of the pods' service account.",
  checkStack: (resources, { violation, notApplicable, each }) => {
    const credentials = ofType(resources, "azure-native:managedidentity:FederatedIdentityCredential");
    if (credentials.length === 0) notApplicable("the stack has no federated credential");
    const accounts = objectsOf(resources, "kubernetes:core:ServiceAccount");
    const releases = releasesOf(resources);
    each(credentials, (credential) => {
      const subject = String(credential.props.subject);
      const namespace = subjectForm.exec(subject)?.[1];
      if (namespace === undefined) {
        violation(
          `Federated credential "${credential.name}" has the subject ${subject}, which is no service account`,
          credential,
        );
        return;
      }
      const ways = [
        () =>
          someKnown(accounts, (account) => subject === `system:serviceaccount:${account.namespace}:${account.name}`),
        // What service accounts a chart makes is the chart's business.
        () => someKnown(releases, (release) => release.namespace === namespace),
      ];
      if (!someKnown(ways, (exists) => exists())) {
        violation(
          `Federated credential "${credential.name}" is for ${subject}, which the stack does not have`,
          credential,
        );
      }
    });
  },
};
