import { tryAlerts } from "../../../../tests/support/alert-cases";
import { podRules } from "./pods";

/** Series of a pod, as kube-state-metrics tells them: one for each phase. */
const pod = (namespace: string, name: string) => `namespace="${namespace}",pod="${name}"`;
const phase = (of: string, name: string) => `kube_pod_status_phase{${of},phase="${name}"}`;
const ready = (of: string) => `kube_pod_status_ready{${of},condition="true"}`;
const owner = (of: string, kind: string) => `kube_pod_owner{${of},owner_kind="${kind}"}`;

const app = pod("production", "ai-service-7d9f-x2");
const buffer = pod("production", "warm-buffer-5c8b-q7");
const namesake = pod("models", "warm-buffer-5c8b-q7");

const replicas = (metric: string, deployment: string, namespace = "production") =>
  `kube_deployment_${metric}{job="kube-state-metrics",namespace="${namespace}",deployment="${deployment}"}`;
const progressing = (deployment: string) =>
  `kube_deployment_status_condition{namespace="production",deployment="${deployment}",condition="Progressing",status="false"}`;
const lacking = (deployment: string, namespace?: string) => ({
  [replicas("spec_replicas", deployment, namespace)]: "8x60",
  [replicas("status_replicas_available", deployment, namespace)]: "3x60",
  [replicas("status_replicas_updated", deployment, namespace)]: "8x60",
});

tryAlerts(podRules({ namespace: "production", deployment: "warm-buffer" }), [
  {
    alert: "KubePodNotReady",
    series: {
      // One that waits for a node, one that runs and is not ready, and one of the same name as the buffer's elsewhere.
      [phase(app, "Pending")]: "1x60",
      [`kube_pod_info{${app}}`]: "1x60",
      [phase(namesake, "Running")]: "1x60",
      [ready(namesake)]: "0x60",
      // The warm buffer in a surge.
      [phase(buffer, "Pending")]: "1x60",
      [`kube_pod_info{${buffer}}`]: "1x60",
      [owner(buffer, "ReplicaSet")]: "1x60",
    },
    at: "20m",
    firing: [
      { namespace: "production", pod: "ai-service-7d9f-x2" },
      { namespace: "models", pod: "warm-buffer-5c8b-q7" },
    ],
    quiet: [
      {
        why: "only the warm buffer's pods wait, as they are meant to",
        series: { [phase(app, "Pending")]: "0x60", [phase(namesake, "Running")]: "0x60" },
      },
      {
        why: "a Job's pod has ended, one waits for a gate, and one is ready",
        series: {
          [phase(app, "Pending")]: "0x60",
          [phase(app, "Running")]: "1x60",
          [ready(app)]: "1x60",
          [owner(namesake, "Job")]: "1x60",
          [phase(pod("batch", "gated"), "Pending")]: "1x60",
          [`kube_pod_status_reason{${pod("batch", "gated")},reason="SchedulingGated"}`]: "1x60",
        },
      },
      { why: "they have waited for 10 minutes", series: {}, at: "10m" },
    ],
  },
  {
    alert: "KubeDeploymentReplicasMismatch",
    series: { ...lacking("ai-service"), ...lacking("warm-buffer"), ...lacking("warm-buffer", "models") },
    at: "40m",
    firing: [
      { namespace: "production", deployment: "ai-service" },
      { namespace: "models", deployment: "warm-buffer" },
    ],
    quiet: [
      {
        why: "only the warm buffer lacks pods, as it is meant to",
        series: {
          [replicas("status_replicas_available", "ai-service")]: "8x60",
          [replicas("status_replicas_available", "warm-buffer", "models")]: "8x60",
        },
      },
      {
        why: "a rollout goes on",
        series: {
          [replicas("status_replicas_updated", "ai-service")]: "0+1x60",
          [replicas("status_replicas_available", "warm-buffer", "models")]: "8x60",
        },
      },
    ],
  },
  {
    alert: "KubeDeploymentRolloutStuck",
    series: {
      [progressing("ai-service")]: "1x60",
      [progressing("warm-buffer")]: "1x60",
      [replicas("spec_replicas", "warm-buffer")]: "8x60",
    },
    at: "20m",
    labels: { namespace: "production", deployment: "ai-service" },
    quiet: [
      { why: "only the warm buffer's waits, for the surge to end", series: { [progressing("ai-service")]: "stale" } },
      { why: "it goes on", series: { [progressing("ai-service")]: "0x60" } },
    ],
  },
]);
