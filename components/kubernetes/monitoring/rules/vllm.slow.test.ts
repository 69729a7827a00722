import { tryAlerts } from "../../../../tests/support/alert-cases";
import { vllmRules } from "./vllm";

const ai = 'namespace="production",container="ai-service",pod="a"';

const group = vllmRules("production", "models");

tryAlerts(group, [
  {
    alert: "VllmSaturated",
    series: { 'vllm:kv_cache_usage_perc{namespace="models",container="vllm"}': "0.95x30" },
    at: "20m",
    quiet: [
      { why: "there is room", series: { 'vllm:kv_cache_usage_perc{namespace="models",container="vllm"}': "0.6x30" } },
    ],
  },
  {
    alert: "VllmQueues",
    series: { 'vllm:num_requests_waiting{namespace="models",container="vllm",pod="a"}': "4x30" },
    at: "20m",
    quiet: [
      {
        why: "the other replicas are free",
        series: {
          'vllm:num_requests_waiting{namespace="models",container="vllm",pod="b"}': "0x30",
          'vllm:num_requests_waiting{namespace="models",container="vllm",pod="c"}': "0x30",
          'vllm:num_requests_waiting{namespace="models",container="vllm",pod="d"}': "0x30",
        },
      },
    ],
  },
  {
    alert: "VllmOverflows",
    series: {
      [`ai_vllm_overflow_total{${ai},reason="full"}`]: "0+60x60",
      [`ai_backend_calls_total{${ai},backend="vllm",outcome="ok"}`]: "0+20x60",
    },
    at: "40m",
    quiet: [
      {
        why: "vLLM takes most",
        series: { [`ai_backend_calls_total{${ai},backend="vllm",outcome="ok"}`]: "0+600x60" },
      },
    ],
  },
  {
    alert: "VllmAway",
    series: { [`ai_vllm_overflow_total{${ai},reason="absent"}`]: "0+10x60" },
    at: "40m",
    quiet: [
      {
        why: "it is only full",
        series: {
          [`ai_vllm_overflow_total{${ai},reason="absent"}`]: "stale",
          [`ai_vllm_overflow_total{${ai},reason="full"}`]: "0+10x60",
        },
      },
    ],
  },
]);
