import { jobOf } from "../monitors";
import { alert, type RuleGroup, type Severity } from "./rule-group";

/** A Deployment or DaemonSet, of which kube-state-metrics tells how many pods it should have and has. */
export interface WatchedWorkload {
  kind: "Deployment" | "DaemonSet";
  namespace: string;
  name: string;
}

/** A part of the platform that somebody must hear of when none of its pods answers. */
export interface WatchedComponent {
  /** Name, which the alert has as its label `component`. */
  name: string;
  /** How Prometheus sees it: by the job that scrapes it, or, where it has no metrics, by its workload's ready pods. */
  seenBy: { job: string } | { workload: WatchedWorkload };
  /** Workload that may have no pods at all: its scale is an autoscaler's, or its nodes come and go. Default: none, it always runs. */
  pods?: WatchedWorkload;
  severity: Severity;
  /** Time that it may be away, minutes. Default: 5, longer than a single pod takes to come back on another node. */
  minutes?: number;
  /** What does not happen while it is away. */
  consequence: string;
  /** What to look at first. */
  action: string;
}

/**
 * One alert for each part. The chart's own TargetDown is about targets that do not answer: of a part whose pods are all gone there is no
 * target left, and nothing fires.
 */
export function componentRules(components: readonly WatchedComponent[]): RuleGroup {
  return {
    name: "breakwater-components",
    rules: components.map(({ name, seenBy, pods, severity, minutes = 5, consequence, action }) =>
      alert("ComponentDown", {
        expr: awayExpr(seenBy, pods),
        minutes,
        severity,
        labels: { component: name },
        summary: "{{ $labels.component }} does not answer",
        description: `None of its pods has answered for ${minutes} minutes. ${consequence}`,
        action,
      }),
    ),
  };
}

/** Job of a scrape target in the namespace of the monitors. */
export const seenByScrapes = (monitorNamespace: string, target: string): { job: string } => ({
  job: jobOf(monitorNamespace, target),
});

function awayExpr(seenBy: WatchedComponent["seenBy"], pods: WatchedWorkload | undefined): string {
  const away = "job" in seenBy ? `absent(up{job="${seenBy.job}"} == 1)` : `absent(${readyPods(seenBy.workload)} > 0)`;
  return pods === undefined ? away : `${away} and on () max(${wantedPods(pods)}) > 0`;
}

function wantedPods({ kind, namespace, name }: WatchedWorkload): string {
  return kind === "Deployment"
    ? `kube_deployment_spec_replicas{namespace="${namespace}",deployment="${name}"}`
    : `kube_daemonset_status_desired_number_scheduled{namespace="${namespace}",daemonset="${name}"}`;
}

function readyPods({ kind, namespace, name }: WatchedWorkload): string {
  return kind === "Deployment"
    ? `kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${name}"}`
    : `kube_daemonset_status_number_ready{namespace="${namespace}",daemonset="${name}"}`;
}
