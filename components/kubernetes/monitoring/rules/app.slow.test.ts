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
    series: { [`ai_backend_circuit_state{${ai},backend="gateway",model="gpt-4.1"}`]: "0x5 2x30" },
    at: "20m",
    labels: { backend: "gateway", model: "gpt-4.1" },
    quiet: [
      {
        why: "nobody has asked since, and the next call is a trial",
        series: { [`ai_backend_circuit_state{${ai},backend="gateway",model="gpt-4.1"}`]: "1x35" },
      },
      {
        why: "two models fail in turns, each for a while",
        series: {
          [`ai_backend_circuit_state{${ai},backend="gateway",model="gpt-4.1"}`]: "2x3 0x4 2x3 0x4 2x3 0x4 2x3 0x10",
          [`ai_backend_circuit_state{${ai},backend="gateway",model="b"}`]: "0x3 2x3 0x4 2x3 0x4 2x3 0x4 2x3",
        },
      },
    ],
  },
  {
    alert: "AiSessionsUnavailable",
    series: { [`ai_sessions_available{${ai}}`]: "1x5 0x30" },
    at: "20m",
    quiet: [{ why: "the store answers", series: { [`ai_sessions_available{${ai}}`]: "1x35" } }],
  },
]);
