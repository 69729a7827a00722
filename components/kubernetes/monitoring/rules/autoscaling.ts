import { scaledObjectCondition } from "../state-metrics-values";
import { alert, type RuleGroup } from "./rule-group";

/** Longer than somebody who looks at a fleet holds it still, minutes. */
const pausedMinutes = 30;

/** What makes fleets grow: KEDA and the HorizontalPodAutoscalers. When it fails it does so in silence, and the fleet just stands. */
export function autoscalingRules(): RuleGroup {
  return {
    name: "breakwater-autoscaling",
    rules: [
      alert("KedaServesFallback", {
        expr: `max by (namespace, scaledobject) (${scaledObjectCondition}{condition="Fallback"}) == 1`,
        minutes: 1,
        severity: "critical",
        summary: "{{ $labels.namespace }}/{{ $labels.scaledobject }} stands at its fallback",
        description:
          "KEDA has no metric any more and serves the replicas that stand in the ScaledObject, whatever the load.",
        action: "kubectl describe scaledobject names the trigger that fails: its server, its identity, its query.",
      }),
      alert("KedaScalerFails", {
        expr: `sum by (namespace, scaledObject, scaler) (increase(keda_scaler_detail_errors_total[2m])) > 0`,
        minutes: 2,
        severity: "warning",
        summary: "A trigger of {{ $labels.namespace }}/{{ $labels.scaledObject }} fails",
        description:
          "{{ $labels.scaler }} failed {{ $value | humanize }} times in 2 minutes. After its threshold the fallback is served.",
        action: "kubectl -n keda logs deployment/keda-operator; kubectl describe scaledobject.",
      }),
      alert("ScaledObjectNotReady", {
        expr: `min by (namespace, scaledobject) (${scaledObjectCondition}{condition="Ready"}) == 0`,
        minutes: 5,
        severity: "critical",
        summary: "{{ $labels.namespace }}/{{ $labels.scaledobject }} is not ready",
        description: "KEDA does not scale it at all: something in the ScaledObject or its authentication is wrong.",
        action: "kubectl describe scaledobject says what.",
      }),
      alert("ScaledObjectPaused", {
        // Scaling in or out alone may be paused too (`paused-scale-in`, `paused-scale-out`), which KEDA tells by the same condition.
        expr: `max by (namespace, scaledobject) (${scaledObjectCondition}{condition="Paused"}) == 1`,
        minutes: pausedMinutes,
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.scaledobject }} is paused",
        description: `It has been for ${pausedMinutes} minutes. KEDA has deleted its HPA, whose own alerts are silent with it: no load adds a pod.`,
        action:
          "Is somebody at work on it? Else kubectl -n {{ $labels.namespace }} annotate scaledobject {{ $labels.scaledobject }} autoscaling.keda.sh/paused- autoscaling.keda.sh/paused-replicas-.",
      }),
      alert("ScaledObjectsUnseen", {
        expr: `absent(${scaledObjectCondition}{condition="Ready"})`,
        minutes: 15,
        severity: "warning",
        summary: "No condition of any ScaledObject is seen",
        description: "A fallback, a pause or a ScaledObject that is not ready would tell nobody.",
        action:
          "kubectl -n monitoring logs deployment/kube-prometheus-stack-kube-state-metrics: may it list scaledobjects?",
      }),
      alert("KedaDown", {
        expr: `absent(keda_build_info{namespace="keda"})`,
        minutes: 5,
        severity: "critical",
        summary: "KEDA's operator is not seen",
        description: "Nothing is scaled by events or by the app's metrics while it is away; fleets stay as they are.",
        action: "kubectl -n keda get pods; kubectl -n keda describe deployment keda-operator.",
      }),
      alert("HpaCannotScale", {
        // At 0 replicas an HPA has nothing to do and says so by the same condition.
        expr: `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_condition{condition="ScalingActive",status="false"}) == 1 and max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas) > 0`,
        minutes: 5,
        severity: "critical",
        summary: "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has no metric",
        description: "It scales neither up nor down.",
        action:
          "kubectl describe hpa: FailedGetResourceMetric is metrics-server or a missing request, FailedGetExternalMetric is KEDA.",
      }),
      alert("HpaAtMaximum", {
        expr: `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas) >= max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas) > max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_min_replicas)`,
        minutes: 10,
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} is at its maximum",
        description: "All {{ $value | humanize }} replicas run, and more load would only queue.",
        action: "Raise maxReplicas if pools and quotas carry it; breakwater policy shows whether they do.",
      }),
    ],
  };
}
