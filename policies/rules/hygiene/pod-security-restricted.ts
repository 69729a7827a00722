import {
  checksAt,
  containersOfPod,
  type NamespacePolicy,
  newestPodSecurity,
  podItself,
  podSecurityOf,
  type PodPart,
  type PodSecurityFault,
  type SecuredPod,
  volumesOfPod,
} from "@breakwater/kubernetes-rules";
import {
  findKnown,
  ifKnown,
  objectsOf,
  readerOf,
  type Resource,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const podSecurityRestricted: StackRule = {
  name: "pod-security-restricted",
  description:
    "Every pod keeps to the restricted Pod Security level. What must have more is exempted, with its reason.",
  guardsAgainst: "A process that is taken over must have no way to its node.",
  severity: "high",
  tags: ["hygiene"],
  remediationSteps:
    "Set runAsNonRoot, seccompProfile RuntimeDefault, allowPrivilegeEscalation false and capabilities.drop [ALL]; no host namespaces, paths or ports. A DaemonSet that needs its node stands in a namespace whose label pod-security.kubernetes.io/enforce says so.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const workloads = workloadsOf(resources);
    if (workloads.length === 0) notApplicable("the stack has no workload");
    each(workloads, (workload) => {
      const policy = policyFor(workload, resources);
      if (policy.level === "privileged") return;
      const checks = checksAt(policy.level, policy.version);
      const pod = podOf(workload);
      // Each check of each part by itself, so that what is not known of one hides nothing of another.
      const parts = gather([podItself, volumesOfPod, containersOfPod], (partsOf) => [partsOf(pod)].flat());
      const asked = parts.flatMap((part) => checks.map(({ questions }) => ({ part, questions })));
      const found = gather(asked, ({ part, questions }) =>
        part
          .faults(questions)
          // What a patch does not set stands in the object that it changes.
          .filter(({ isMissing }) => !(workload.isPatch && isMissing))
          .map((fault) => sentence(part, fault, workload)),
      );
      for (const message of found) violation(message, workload.resource);
    });
  },
};

/**
 * What a workload is held to: `restricted`, at the version that its namespace enforces. What runs on every node may be there for the node's
 * sake: where its namespace says so, by a label, it is held to that level.
 */
function policyFor(workload: Workload, resources: readonly Resource[]): NamespacePolicy {
  const restricted = { level: "restricted", version: newestPodSecurity } as const;
  if (workload.runs === "on every node") return enforcedOn(workload, resources) ?? restricted;
  const enforced = ifKnown(() => enforcedOn(workload, resources));
  return enforced === undefined || enforced.level === "privileged" ? restricted : { ...enforced, level: "restricted" };
}

/** What the workload's namespace enforces, where the stack declares it. */
function enforcedOn({ namespace }: Workload, resources: readonly Resource[]): NamespacePolicy | undefined {
  const declared = findKnown(objectsOf(resources, "kubernetes:core:Namespace"), ({ name }) => name === namespace);
  const labels = declared && readerOf(declared).object("metadata").object("labels");
  return podSecurityOf((name) => labels?.text(name));
}

const podOf = ({ podSpec, podAnnotations }: Workload): SecuredPod => ({
  metadata: { annotations: podAnnotations },
  spec: podSpec,
});

/** Longest value that a message repeats, characters. */
const longestValue = 60;

/** *Container "app" of Deployment "shop/app" sets securityContext.runAsUser to 0: it must be absent or another user than root, 0*. */
function sentence(
  part: PodPart,
  { property, value, isMissing, allowed }: PodSecurityFault,
  { title }: Workload,
): string {
  const name = ifKnown(() => part.name);
  const named = name === undefined ? part.path : `${part.kind} "${name}"`;
  const who = part.kind === "pod" ? title : `${named[0]!.toUpperCase()}${named.slice(1)} of ${title}`;
  const its = part.kind === "pod" ? `${property} of its pods` : property;
  if (isMissing) return `${who} does not set ${its}: it must be ${allowed}`;
  const written = value === undefined ? "" : JSON.stringify(value);
  const text = written && ` to ${written.length > longestValue ? `${written.slice(0, longestValue)}…` : written}`;
  return `${who} sets ${its}${text}: it must be ${allowed}`;
}
