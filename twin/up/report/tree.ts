import type { Colors } from "picocolors/types";
import type { PlatformReport, PodReport, PoolReport, WorkloadReport } from "./platform";

/** The zone of a node that is in none. */
const noZone = "0";

/** One line with what hangs below it. */
interface Branch {
  text: string;
  children: Branch[];
}

/** Pools, their nodes, and the pods on them; then the pods that have no node, and the workloads. */
export function platformTree(report: PlatformReport, colors: Colors): string {
  const sections: Branch[] = report.pools.map((pool) => poolBranch(pool, colors));
  if (report.unscheduled.length > 0) {
    sections.push({
      text: colors.yellow("no node"),
      children: report.unscheduled.map((pod) => podBranch(pod, colors)),
    });
  }
  if (report.workloads.length > 0) {
    // A workload whose pods have no node repeats the scheduler's words, which stand above.
    const shown = report.unscheduled.map(({ reason }) => reason);
    sections.push({
      text: colors.bold("workloads"),
      children: report.workloads.map((workload) => workloadBranch(workload, shown, colors)),
    });
  }
  return sections.map(render).join("\n");
}

function poolBranch({ name, vmSize, bounds, taints, nodes }: PoolReport, colors: Colors): Branch {
  const size = bounds
    ? `${nodes.length} of ${bounds.min} to ${bounds.max} nodes`
    : `${nodes.length} ${nodes.length === 1 ? "node" : "nodes"}`;
  const taint = taints.length > 0 ? colors.dim(`  taint ${taints.join(", ")}`) : "";
  return {
    text: `${colors.bold(`pool ${name}`)}  ${vmSize}  ${size}${taint}`,
    children: nodes.map((node) => ({
      text: `${node.name}  ${node.ready ? colors.green("Ready") : colors.yellow("NotReady")}${node.zone === noZone ? "" : `  ${colors.dim(node.zone)}`}`,
      children: node.pods.map((pod) => podBranch(pod, colors)),
    })),
  };
}

function podBranch({ namespace, name, state, reason }: PodReport, colors: Colors): Branch {
  const colour = state === "Ready" || state === "Succeeded" ? colors.green : colors.yellow;
  return { text: `${namespace}/${name}  ${colour(state)}${reason === undefined ? "" : `  ${reason}`}`, children: [] };
}

function workloadBranch(workload: WorkloadReport, shown: (string | undefined)[], colors: Colors): Branch {
  const { kind, namespace, name, available, wanted, complete, autoscaled, reason } = workload;
  const count = `${available} of ${wanted} available`;
  const facts = [
    complete ? colors.green(count) : colors.yellow(count),
    ...(autoscaled ? [colors.dim(autoscaledText(autoscaled, wanted))] : []),
    ...(complete || reason === undefined || shown.includes(reason) ? [] : [reason]),
  ];
  return { text: [`${kind} ${namespace}/${name}`, ...facts].join("  "), children: [] };
}

/** The autoscaler looks every 15 s, so a workload is below its least number for a moment after its creation. */
function autoscaledText({ min, max }: { min: number; max: number }, wanted: number): string {
  return `autoscaled ${min} to ${max}${wanted < min ? `, the first ${min} within 15 s` : ""}`;
}

function render({ text, children }: Branch): string {
  return [text, ...renderChildren(children, "")].join("\n");
}

function renderChildren(branches: Branch[], indent: string): string[] {
  return branches.flatMap(({ text, children }, index) => {
    const last = index === branches.length - 1;
    return [`${indent}${last ? "└─ " : "├─ "}${text}`, ...renderChildren(children, indent + (last ? "   " : "│  "))];
  });
}
