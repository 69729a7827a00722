import { objectsOf, ofType, releasesOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

const subjectForm = /^system:serviceaccount:([^:]+):([^:]+)$/;

export const federatedSubjectExists: StackRule = {
  name: "federated-subject-exists",
  description: "A federated credential names a service account that the stack has.",
  guardsAgainst: "One letter off, and Azure refuses the pod's token with a message that names neither.",
  severity: "high",
  tags: ["identity"],
  remediationSteps: "Make subject system:serviceaccount:<namespace>:<name> of the pods' service account.",
  checkStack: (resources, { violation, notApplicable }) => {
    const credentials = ofType(resources, "azure-native:managedidentity:FederatedIdentityCredential");
    if (credentials.length === 0) notApplicable("the stack has no federated credential");
    const accounts = new Set(
      objectsOf(resources, "kubernetes:core:ServiceAccount").map(
        ({ namespace, name }) => `system:serviceaccount:${namespace}:${name}`,
      ),
    );
    // What service accounts a chart makes is the chart's business.
    const released = new Set(releasesOf(resources).map(({ namespace }) => namespace));
    for (const credential of credentials) {
      const subject = String(credential.props.subject);
      const namespace = subjectForm.exec(subject)?.[1];
      if (namespace === undefined) {
        violation(
          `Federated credential "${credential.name}" has the subject ${subject}, which is no service account`,
          credential,
        );
      } else if (!accounts.has(subject) && !released.has(namespace)) {
        violation(
          `Federated credential "${credential.name}" is for ${subject}, which the stack does not have`,
          credential,
        );
      }
    }
  },
};
