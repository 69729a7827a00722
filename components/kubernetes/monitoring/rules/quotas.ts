import { alert, type RuleGroup } from "./rule-group";

/** vCPUs that the subscription grants for a VM family. */
export interface FamilyQuota {
  /** Azure's name of the family, for example `standardDSv5Family`. */
  family: string;
  /** VM sizes of the family that pools use. */
  vmSizes: string[];
  /** vCPUs granted. */
  vcpus: number;
}

/** Share of a quota from which on somebody should ask for more: Azure takes days to grant GPUs. */
const nearShare = 0.8;

/** How near the nodes are to what Azure grants. Only the cluster's own nodes are seen: the quota is the subscription's. */
export function quotaRules(quotas: readonly FamilyQuota[]): RuleGroup {
  return {
    name: "breakwater-quotas",
    rules: quotas.map(({ family, vmSizes, vcpus }) =>
      alert("VcpuQuotaNear", {
        expr: `${vcpusOf(vmSizes)} >= ${vcpus * nearShare}`,
        minutes: 5,
        severity: "warning",
        labels: { family },
        summary: `The quota of ${family} is nearly used up`,
        description: `{{ $value | humanize }} of ${vcpus} vCPUs are in use. At the quota no node comes any more, whatever the pools' maximum.`,
        action: "az vm list-usage shows the subscription's whole use; ask for more before the next sale.",
      }),
    ),
  };
}

/** vCPUs of the nodes of some VM sizes. */
const vcpusOf = (vmSizes: readonly string[]): string =>
  `sum(max by (node) (kube_node_status_capacity{resource="cpu"}) * on (node) group_left () max by (node) (kube_node_labels{label_node_kubernetes_io_instance_type=~"${vmSizes.join("|")}"}))`;
