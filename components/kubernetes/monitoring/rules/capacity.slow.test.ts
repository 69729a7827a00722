import { tryAlerts } from "../../../../tests/support/alert-cases";
import { capacityRules } from "./capacity";

const pending = 'namespace="models",pod="vllm-1"';

const group = capacityRules();

tryAlerts(group, [
  {
    alert: "GpuPodPending",
    series: {
      [`kube_pod_status_unschedulable{${pending}}`]: "1x30",
      [`kube_pod_container_resource_requests{${pending},container="vllm",resource="nvidia_com_gpu"}`]: "1x30",
    },
    at: "15m",
    labels: { namespace: "models", pod: "vllm-1" },
    quiet: [
      { why: "a node may still come", series: {}, at: "10m" },
      {
        why: "it wants no GPU",
        series: {
          [`kube_pod_container_resource_requests{${pending},container="vllm",resource="nvidia_com_gpu"}`]: "stale",
        },
      },
    ],
  },
  {
    alert: "NodePoolBacksOff",
    series: { 'kube_pod_status_unschedulable{namespace="production",pod="ai-service-1"}': "1x60" },
    at: "25m",
    labels: { namespace: "production", pod: "ai-service-1" },
    quiet: [
      { why: "the autoscaler still tries", series: {}, at: "18m" },
      {
        why: "it is the warm buffer that yields",
        series: {
          'kube_pod_status_unschedulable{namespace="production",pod="ai-service-1"}': "stale",
          'kube_pod_status_unschedulable{namespace="production",pod="warm-buffer-1"}': "1x60",
        },
      },
    ],
  },
  {
    alert: "GpuIdles",
    series: {
      'kube_node_status_allocatable{node="g",resource="nvidia_com_gpu"}': "1x120",
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="0"}': "0.01x120",
    },
    at: "90m",
    quiet: [
      { why: "it works", series: { 'DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="0"}': "0.4x120" } },
      {
        why: "there is none",
        series: {
          'kube_node_status_allocatable{node="g",resource="nvidia_com_gpu"}': "stale",
          'DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="0"}': "stale",
        },
      },
    ],
  },
]);
