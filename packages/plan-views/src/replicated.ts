import type { Workload } from "./workloads";

/** Kinds of servers that keep a count of like pods, which an autoscaler may change by their `scale`. */
const kinds =
  /^kubernetes:((apps|extensions)\/[^:]+:(Deployment|StatefulSet|ReplicaSet)|core\/[^:]+:ReplicationController|argoproj\.io\/[^:]+:Rollout|apps\.kruise\.io\/[^:]+:(CloneSet|StatefulSet))$/;

/** Whether a workload keeps a count of like pods that serve: a Deployment, a StatefulSet and the like, not a Job, a DaemonSet, a bare Pod or a patch. */
export const isReplicated = ({ resource, isPatch }: Pick<Workload, "resource" | "isPatch">): boolean =>
  !isPatch && kinds.test(resource.type);
