import { tryAlerts } from "../../../../tests/support/alert-cases";
import { workerRules } from "./worker";

const worker = 'namespace="production",container="agent-worker",pod="w"';

const group = workerRules("production", 100);

tryAlerts(group, [
  {
    alert: "AgentTaskQueueGrows",
    series: {
      'keda_scaler_metrics_value{namespace="production",scaledObject="agent-worker",scaler="service-bus"}': "0+20x90",
    },
    at: "1h",
    quiet: [
      {
        why: "it is the cron trigger that wants replicas",
        series: {
          'keda_scaler_metrics_value{namespace="production",scaledObject="agent-worker",scaler="service-bus"}': "0x90",
          'keda_scaler_metrics_value{namespace="production",scaledObject="agent-worker",scaler="cron"}': "0+20x90",
        },
      },
    ],
  },
  {
    alert: "AgentTasksDie",
    // The first of its kind begins at 1.
    series: { [`agent_task_attempts_total{${worker},outcome="dead"}`]: "_x30 1x30" },
    at: "35m",
    quiet: [
      { why: "it was long ago", series: { [`agent_task_attempts_total{${worker},outcome="dead"}`]: "1x60" } },
      { why: "it only tries again", series: { [`agent_task_attempts_total{${worker},outcome="dead"}`]: "stale", [`agent_task_attempts_total{${worker},outcome="retried"}`]: "0+5x60" } }, // prettier-ignore
    ],
  },
  {
    alert: "AgentTasksLoseLocks",
    series: { [`agent_task_attempts_total{${worker},outcome="lock-lost"}`]: "0+2x60" },
    at: "40m",
    quiet: [
      { why: "it happened once", series: { [`agent_task_attempts_total{${worker},outcome="lock-lost"}`]: "0x5 1x55" } },
    ],
  },
  {
    alert: "AgentWorkerCannotReceive",
    series: { [`agent_task_receive_errors_total{${worker}}`]: "0+4x60" },
    at: "20m",
    quiet: [{ why: "one look failed", series: { [`agent_task_receive_errors_total{${worker}}`]: "0x10 1x50" } }],
  },
]);
