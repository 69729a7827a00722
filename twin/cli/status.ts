import { findProject } from "../project";
import { addonsText, platformTree } from "../up/report";
import { status } from "../up/status";
import type { StatusReport } from "../up/status";
import { colorsOf, print } from "../terminal";

export interface StatusCommandOptions {
  stack: string;
  /** Print the report as JSON, and nothing else, on stdout. */
  json?: boolean;
}

/** `breakwater status`: pools, nodes and pods of a stack's twin. Exit code 1 when it does not run. */
export async function run({ stack, json }: StatusCommandOptions): Promise<number> {
  const report = await status(findProject(process.cwd()), stack);
  if (!report) {
    const text = `The twin of stack ${stack} does not run. \`npx breakwater up --stack ${stack}\` starts it.`;
    await print(`${json ? JSON.stringify({ stack, running: false }, null, 2) : text}\n`);
    return 1;
  }
  if (json) {
    await print(`${JSON.stringify({ running: true, ...report }, null, 2)}\n`);
    return 0;
  }
  const colors = colorsOf(process.stdout);
  const memory = `All processes together: ${Math.round(report.memory / 2 ** 20)} MiB.`;
  const sections = [
    platformTree(report.platform, colors),
    addonsText(report.addons, report.platform.autoscaler, colors),
    `${clusterLine(report.cluster, colors)}\n${memory}`,
  ];
  await print(`${sections.filter(Boolean).join("\n\n")}\n`);
  return 0;
}

/** What is real on the twin, and what is not. */
export function clusterLine(
  { kubernetesVersion, server }: StatusReport["cluster"],
  colors: ReturnType<typeof colorsOf>,
): string {
  return [
    `${colors.bold(`Kubernetes ${kubernetesVersion}`)} at ${server}`,
    `${colors.green("real")}: API server, scheduler, controllers. ${colors.yellow("simulated")}: Azure, and the kubelets: no container runs.`,
  ].join("\n");
}
