import { alert, type RuleGroup } from "./rule-group";

/** A100 node and pod take about 10 min, 8 to 10 (Azure/AKS#3652); what takes longer has gone wrong. Minutes. */
const gpuNodeMinutes = 12;

/**
 * The Cluster Autoscaler gives a node 15 min (`max-node-provision-time`) and then backs off for up to 30, in which nothing comes
 * whatever waits. AKS keeps its metrics to itself: inside the cluster a backed-off pool is a pod that waits for longer. Minutes.
 */
const provisionMinutes = 20;

const waiting = "max by (namespace, pod) (kube_pod_status_unschedulable)";

/** Nodes: pods that wait for one, and GPUs that are paid for and not used. */
export function capacityRules(): RuleGroup {
  return {
    name: "breakwater-capacity",
    rules: [
      {
        record: "gpu:present:sum",
        expr: `sum(kube_node_status_allocatable{resource="nvidia_com_gpu"})`,
      },
      {
        record: "gpu:allocated:sum",
        expr: `sum(max by (namespace, pod, container) (kube_pod_container_resource_requests{resource="nvidia_com_gpu"}) * on (namespace, pod) group_left () max by (namespace, pod) (kube_pod_status_phase{phase="Running"}))`,
      },
      // Not DCGM_FI_DEV_GPU_UTIL, for which a GPU with one small kernel is busy.
      { record: "gpu:used:sum", expr: "sum(DCGM_FI_PROF_GR_ENGINE_ACTIVE)" },
      alert("GpuPodPending", {
        expr: `${waiting} == 1 and on (namespace, pod) max by (namespace, pod) (kube_pod_container_resource_requests{resource="nvidia_com_gpu"}) > 0`,
        minutes: gpuNodeMinutes,
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} waits for a GPU node",
        description: `It waits for longer than the ${gpuNodeMinutes} minutes that a node takes; requests overflow to the gateway meanwhile and cost tokens.`,
        action: "kubectl describe pod; is the GPU pool at its maximum, the quota used up, or the region out of A100s?",
      }),
      alert("NodePoolBacksOff", {
        // The warm buffer yields to all and has its place when there is one again.
        expr: `max by (namespace, pod) (kube_pod_status_unschedulable{pod!~"warm-buffer-.*"}) == 1`,
        minutes: provisionMinutes,
        severity: "critical",
        summary: "No node comes for {{ $labels.namespace }}/{{ $labels.pod }}",
        description: `It has waited for ${provisionMinutes} minutes, longer than the autoscaler tries: the pool is full or has backed off for up to half an hour.`,
        action:
          "kubectl -n kube-system get configmap cluster-autoscaler-status -o yaml; the category cluster-autoscaler in Log Analytics.",
      }),
      alert("GpuIdles", {
        expr: "gpu:present:sum > 0 and gpu:used:sum / gpu:present:sum < 0.05",
        minutes: 60,
        severity: "warning",
        summary: "GPUs are paid for and do nothing",
        description: "{{ $value | humanize }} GPUs have been used for less than 5 % of the last hour.",
        action:
          "kubectl -n models get hpa: why is the model server not scaled down? The pool itself may go to 0 nodes.",
      }),
    ],
  };
}
