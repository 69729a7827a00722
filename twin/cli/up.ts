import { findProject } from "../project";
import type { Plan } from "@breakwater/plan-views";
import { addonsText, platformTree, usableText, waitsText } from "../up/report";
import { changesText, summary } from "../changes";
import { colorsOf, print, Progress } from "../terminal";
import { up } from "../up/up";
import type { UpReport, UsablePlatform } from "../up/up";
import { interruptible } from "./interruption";
import { drawPlan } from "./plan-tree";
import { clusterLine } from "./status";

export interface UpCommandOptions {
  stack: string;
  /** Config values over those of the stack file. */
  config: Record<string, string>;
  /** Longest wait for the workloads, seconds. */
  timeout: number;
  /** Seconds until a node that pending pods ask for is there. */
  nodeBootSeconds: number;
  /** Seconds for which a node must be unneeded before it goes. */
  nodeIdleSeconds: number;
  /** Print the report as JSON, and nothing else, on stdout. */
  json?: boolean;
}

/** `breakwater up`: the platform of a stack on a real control plane on this machine. */
export async function run({ stack, config, json, ...options }: UpCommandOptions): Promise<number> {
  const colors = colorsOf(process.stdout);
  const progress = new Progress();
  // What is printed while others work must be out before anything follows.
  let printed = Promise.resolve();
  const printNow = (text: string): void => {
    if (json) return;
    progress.clear();
    printed = printed.then(() => print(`${text}\n`));
  };
  let usable = false;
  try {
    const onPlan = (plan: Plan): void => printNow(drawPlan(plan, colors));
    const onUsable = ({ cluster, platform, failures, missing }: UsablePlatform): void => {
      usable = true;
      const about = { stack, server: cluster.server, workloads: platform.workloads, refused: failures.length, missing };
      printNow(`\n${usableText(about, colors)}`);
    };
    const projectDir = findProject(process.cwd());
    const tell = { onProgress: progress.step, onPlan, onUsable };
    const report = await interruptible(
      (signal) => up({ projectDir, stack, configOverrides: config, ...options, ...tell, signal }),
      () =>
        `${usable ? "the platform stays and can be used; " : ""}the same command goes on from here, and \`breakwater down\` removes what is there`,
    );
    await printed;
    progress.stop();
    await print(json ? `${JSON.stringify(jsonReport(report), null, 2)}\n` : textReport(report, colors));
    if (report.failures.length > 0) process.stderr.write(`breakwater: ${failureText(report)}\n`);
    return report.ok ? 0 : 1;
  } finally {
    progress.stop();
  }
}

function textReport(report: UpReport, colors: ReturnType<typeof colorsOf>): string {
  const { stack, platform, ok, failures, addons, notes } = report;
  const sections = [
    changesText(report.changes, colors),
    platformTree(platform, colors),
    addonsText(addons, platform.autoscaler, colors),
    waitsText(report.waitsForAzure, colors),
    clusterLine(report.cluster, colors),
    ...notes.map((note) => colors.yellow(note)),
  ].filter((section) => section !== "");
  if (!ok && failures.length === 0) {
    const open = platform.workloads
      .filter(({ complete }) => !complete)
      .map(({ namespace, name }) => `${namespace}/${name}`);
    sections.push(colors.yellow(`Everything is applied, but not available: ${open.join(", ")}. The tree says why.`));
  }
  sections.push(["Try next", ...nextCommands(stack, addons).map((line) => `  ${line}`)].join("\n"));
  return `${sections.join("\n\n")}\n`;
}

/** Where an autoscaler has something to look at: to watch it on one terminal, and to put load on from another. */
function nextCommands(stack: string, addons: UpReport["addons"]): string[] {
  const servers = addons.flatMap(({ server, lack }) => (server !== undefined && lack === undefined ? [server] : []));
  const list = servers.map((server) => server.list).find((name) => name !== undefined);
  const metric = servers.map((server) => server.metric).find((name) => name !== undefined);
  const load = list !== undefined ? `--list ${list} --items 500` : metric !== undefined ? `--metric ${metric}=500` : "";
  return [
    ...(load === ""
      ? [`npx breakwater kubectl --stack ${stack} -- get pods --all-namespaces --output wide`]
      : [
          `npx breakwater kubectl --stack ${stack} -- get hpa --all-namespaces --watch`,
          `npx breakwater load --stack ${stack} ${load}      # on another terminal`,
        ]),
    `npx breakwater status --stack ${stack}`,
    `npx breakwater down --stack ${stack}`,
  ];
}

function failureText({ failures }: UpReport): string {
  const lines = failures.map(({ urn, message }) => (urn === undefined ? message : `${urn}\n  ${message}`));
  return `${lines.join("\n")}\nWhat does not depend on it is applied. Mend it and run \`up\` again.`;
}

/** Unchanged resources are only counted: they are most of them. */
function jsonReport({ changes, ...report }: UpReport) {
  return { ...report, summary: summary(changes), changes: changes.filter(({ action }) => action !== "same") };
}
