import type { RuleSubjects } from "../../components/kubernetes/monitoring/rules";
import { defaultObjectives } from "../../components/kubernetes/monitoring/rules/objectives";

/** Subjects for which every group of rules is there. */
export const ruleSubjects: RuleSubjects = {
  appNamespace: "production",
  modelsNamespace: "models",
  objectives: defaultObjectives,
  quotas: [
    { family: "standardDSv5Family", vmSizes: ["Standard_D8s_v5"], vcpus: 40 },
    { family: "StandardNCADSA100v4Family", vmSizes: ["Standard_NC24ads_A100_v4"], vcpus: 72 },
  ],
  workerFullFleet: 100,
  dailyTokenBudgetUsd: 100,
  edgeNamespace: "edge",
  components: [
    {
      name: "agent-worker",
      seenBy: { job: "monitoring/agent-worker" },
      pods: { kind: "Deployment", namespace: "production", name: "agent-worker" },
      severity: "critical",
      consequence: "No task is worked at.",
      action: "kubectl get pods.",
    },
    {
      name: "nvidia-device-plugin",
      seenBy: { workload: { kind: "DaemonSet", namespace: "gpu-services", name: "nvidia-device-plugin" } },
      pods: { kind: "DaemonSet", namespace: "gpu-services", name: "nvidia-device-plugin" },
      severity: "warning",
      consequence: "No pod gets a GPU.",
      action: "kubectl get pods.",
    },
  ],
};
