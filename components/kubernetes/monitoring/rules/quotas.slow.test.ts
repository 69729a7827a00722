import { tryAlerts } from "../../../../tests/support/alert-cases";
import { quotaRules } from "./quotas";

const group = quotaRules([
  { family: "standardDSv5Family", vmSizes: ["Standard_D4s_v5", "Standard_D8s_v5"], vcpus: 40 },
  { family: "StandardNCADSA100v4Family", vmSizes: ["Standard_NC24ads_A100_v4"], vcpus: 72 },
]);

tryAlerts(group, [
  {
    alert: "VcpuQuotaNear",
    series: {
      'kube_node_status_capacity{node="c1",resource="cpu"}': "8x30",
      'kube_node_status_capacity{node="c2",resource="cpu"}': "24x30",
      'kube_node_labels{node="c1",label_node_kubernetes_io_instance_type="Standard_D8s_v5"}': "1x30",
      'kube_node_labels{node="c2",label_node_kubernetes_io_instance_type="Standard_D8s_v5"}': "1x30",
    },
    at: "20m",
    labels: { family: "standardDSv5Family" },
    quiet: [
      {
        why: "the second one is of another family",
        series: {
          'kube_node_labels{node="c2",label_node_kubernetes_io_instance_type="Standard_D8s_v5"}': "stale",
          'kube_node_labels{node="c2",label_node_kubernetes_io_instance_type="Standard_NC24ads_A100_v4"}': "1x30",
        },
      },
    ],
  },
]);
