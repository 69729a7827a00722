import { tryAlerts } from "../../../../tests/support/alert-cases";
import { autoscalingRules } from "./autoscaling";

const hpa = 'namespace="production",horizontalpodautoscaler="keda-hpa-ai-service"';

const group = autoscalingRules();

tryAlerts(group, [
  {
    alert: "KedaServesFallback",
    series: {
      'kube_customresource_scaledobject_condition{namespace="production",scaledobject="agent-worker",condition="Fallback"}':
        "0x10 1x20",
    },
    at: "20m",
    labels: { namespace: "production", scaledobject: "agent-worker" },
    quiet: [
      {
        why: "it is ready, which is another condition",
        series: {
          'kube_customresource_scaledobject_condition{namespace="production",scaledobject="agent-worker",condition="Fallback"}':
            "0x30",
          'kube_customresource_scaledobject_condition{namespace="production",scaledobject="agent-worker",condition="Ready"}':
            "1x30",
        },
      },
    ],
  },
  {
    alert: "KedaScalerFails",
    series: {
      'keda_scaler_detail_errors_total{namespace="production",scaledObject="agent-worker",scaler="service-bus"}':
        "0+4x30",
    },
    at: "20m",
    labels: { namespace: "production", scaledObject: "agent-worker", scaler: "service-bus" },
    quiet: [
      {
        why: "one poll failed",
        series: {
          'keda_scaler_detail_errors_total{namespace="production",scaledObject="agent-worker",scaler="service-bus"}':
            "0x10 1x20",
        },
      },
    ],
  },
  {
    alert: "ScaledObjectNotReady",
    series: {
      'kube_customresource_scaledobject_condition{namespace="models",scaledobject="vllm",condition="Ready"}': "0x30",
    },
    at: "20m",
    labels: { namespace: "models", scaledobject: "vllm" },
    quiet: [
      {
        why: "it is ready and only not active",
        series: {
          'kube_customresource_scaledobject_condition{namespace="models",scaledobject="vllm",condition="Ready"}':
            "1x30",
          'kube_customresource_scaledobject_condition{namespace="models",scaledobject="vllm",condition="Active"}':
            "0x30",
        },
      },
    ],
  },
  {
    alert: "ScaledObjectPaused",
    series: {
      'kube_customresource_scaledobject_condition{namespace="models",scaledobject="vllm",condition="Paused"}': "1x60",
      'kube_customresource_scaledobject_condition{namespace="models",scaledobject="vllm",condition="Ready"}': "1x60",
    },
    at: "31m",
    labels: { namespace: "models", scaledobject: "vllm" },
    quiet: [
      { why: "somebody is still at work on it", series: {}, at: "29m" },
      {
        why: "it was let go in time",
        series: {
          'kube_customresource_scaledobject_condition{namespace="models",scaledobject="vllm",condition="Paused"}':
            "1x20 0x40",
        },
        at: "45m",
      },
    ],
  },
  {
    alert: "ScaledObjectsUnseen",
    series: { 'kube_customresource_scaledobject_condition{namespace="models",condition="Ready"}': "1x5 stale" },
    at: "40m",
    labels: { condition: "Ready" },
    quiet: [
      {
        why: "one is there, even if it is not ready",
        series: { 'kube_customresource_scaledobject_condition{namespace="models",condition="Ready"}': "0x60" },
      },
    ],
  },
  {
    alert: "KedaDown",
    series: { 'keda_build_info{namespace="other"}': "1x30" },
    at: "20m",
    labels: { namespace: "keda" },
    quiet: [{ why: "it is there", series: { 'keda_build_info{namespace="keda",version="2.20.2"}': "1x30" } }],
  },
  {
    alert: "HpaCannotScale",
    series: {
      [`kube_horizontalpodautoscaler_status_condition{${hpa},condition="ScalingActive",status="false"}`]: "1x30",
      [`kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`]: "2x30",
    },
    at: "20m",
    labels: { namespace: "production", horizontalpodautoscaler: "keda-hpa-ai-service" },
    quiet: [
      {
        why: "it is scaled to 0, where it has nothing to do",
        series: { [`kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`]: "0x30" },
      },
    ],
  },
  {
    alert: "HpaAtMaximum",
    series: {
      [`kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`]: "100x30",
      [`kube_horizontalpodautoscaler_spec_max_replicas{${hpa}}`]: "100x30",
      [`kube_horizontalpodautoscaler_spec_min_replicas{${hpa}}`]: "2x30",
    },
    at: "20m",
    labels: { namespace: "production", horizontalpodautoscaler: "keda-hpa-ai-service" },
    quiet: [
      {
        why: "there is one more",
        series: { [`kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`]: "99x30" },
      },
      { why: "it is fixed", series: { [`kube_horizontalpodautoscaler_spec_min_replicas{${hpa}}`]: "100x30" } },
    ],
  },
]);
