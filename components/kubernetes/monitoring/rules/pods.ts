import { alert, type RuleGroup } from "./rule-group";

/** Alerts of the chart's own rules that these stand for, and that the stack switches off in the chart. */
export const replacedAlerts = [
  "KubePodNotReady",
  "KubeDeploymentReplicasMismatch",
  "KubeDeploymentRolloutStuck",
] as const;

/**
 * Pods that are not ready, Deployments that lack some, and rollouts that do not end. The chart has all three, but its rules can leave out whole namespaces only; the warm
 * buffer is in the app's, and in a surge its pods wait on purpose, for as long as the app needs their place. Alerts are called as the chart's,
 * whose runbooks are about them (https://runbooks.prometheus-operator.dev).
 *
 * @param warmBuffer its namespace, and the name of its Deployment
 */
export function podRules(warmBuffer: { namespace: string; deployment: string }): RuleGroup {
  const yields = `namespace="${warmBuffer.namespace}",pod=~"${warmBuffer.deployment}-.*"`;
  const isBuffer = `kube_deployment_spec_replicas{namespace="${warmBuffer.namespace}",deployment="${warmBuffer.deployment}"}`;
  const perPod = (metric: string) => `max by (namespace, pod) (${metric})`;
  const missing = (metric: string) => `max by (namespace, deployment) (${metric})`;
  return {
    name: "breakwater-pods",
    rules: [
      alert("KubePodNotReady", {
        expr: [
          `(${perPod('kube_pod_status_phase{phase=~"Pending|Unknown"}')} == 1`,
          `or ${perPod('kube_pod_status_phase{phase="Running"}')} == 1`,
          `and on (namespace, pod) ${perPod('kube_pod_status_ready{condition="true"}')} == 0)`,
          // A Job's pod is never ready again once it has ended, and one that waits for a gate waits on purpose.
          `unless on (namespace, pod) kube_pod_owner{owner_kind="Job"}`,
          `unless on (namespace, pod) kube_pod_status_reason{reason="SchedulingGated"} == 1`,
          `unless on (namespace, pod) kube_pod_info{${yields}}`,
        ].join(" "),
        minutes: 15,
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} is not ready",
        description: "It has not been ready for 15 minutes: it waits for a node, its image or its probes.",
        action: "kubectl -n {{ $labels.namespace }} describe pod {{ $labels.pod }}: its events, then its log.",
      }),
      alert("KubeDeploymentReplicasMismatch", {
        expr: [
          `(${missing("kube_deployment_spec_replicas")} > ${missing("kube_deployment_status_replicas_available")})`,
          // While a rollout goes on, it is on its way.
          `and ${missing("changes(kube_deployment_status_replicas_updated[10m])")} == 0`,
          `unless on (namespace, deployment) ${isBuffer}`,
        ].join(" "),
        minutes: 15,
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.deployment }} lacks pods",
        description: "It has had fewer pods available than it should for 15 minutes.",
        action: "kubectl -n {{ $labels.namespace }} get pods; kubectl describe deployment {{ $labels.deployment }}.",
      }),
      alert("KubeDeploymentRolloutStuck", {
        expr: [
          `${missing('kube_deployment_status_condition{condition="Progressing",status="false"}')} == 1`,
          `unless on (namespace, deployment) ${isBuffer}`,
        ].join(" "),
        minutes: 15,
        severity: "warning",
        summary: "The rollout of {{ $labels.namespace }}/{{ $labels.deployment }} is stuck",
        description: "Its new pods have not become ready within the time that it gives itself; the old ones still run.",
        action:
          "kubectl -n {{ $labels.namespace }} rollout status deployment {{ $labels.deployment }}; kubectl get pods.",
      }),
    ],
  };
}
