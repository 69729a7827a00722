import { tryAlerts } from "../../../../tests/support/alert-cases";
import { appRules } from "./app";

const ai = 'namespace="production",container="ai-service",pod="a"';

const group = appRules("production");

tryAlerts(group, [
  {
    alert: "AiServiceQueueGrows",
    series: { [`ai_request_queue_depth{${ai}}`]: "0+10x60" },
    at: "30m",
    quiet: [
      { why: "the line is long and gets shorter", series: { [`ai_request_queue_depth{${ai}}`]: "900-10x60" } },
      { why: "it grows below the target", series: { [`ai_request_queue_depth{${ai}}`]: "0+1x60" } },
    ],
  },
  {
    alert: "AiBackendCircuitOpen",
    series: { [`ai_backend_circuit_state{${ai},backend="gateway"}`]: "0x5 2x30" },
    at: "20m",
    labels: { backend: "gateway" },
    quiet: [
      { why: "a trial call is under way", series: { [`ai_backend_circuit_state{${ai},backend="gateway"}`]: "1x35" } },
    ],
  },
  {
    alert: "AiSessionsUnavailable",
    series: { [`ai_sessions_available{${ai}}`]: "1x5 0x30" },
    at: "20m",
    quiet: [{ why: "the store answers", series: { [`ai_sessions_available{${ai}}`]: "1x35" } }],
  },
]);
