import { dependencies, engines } from "../../../package.json";
import type { Check } from "../check";
import { ok, problem, unseen, warning } from "../findings";
import type { Finding } from "../findings";
import type { Needs } from "../needs/needs";
import type { Outcome } from "../../processes";
import type { Run } from "../run/command";
import type { TwinProgram } from "./twin";

/** A command line tool that somebody needs who deploys. */
interface Tool {
  command: string;
  args: readonly string[];
  /** Finds the version in what the command prints. */
  version: RegExp;
  /** What nobody can do without it. */
  without: string;
  /** Whether `pulumi up` needs it. */
  required: boolean;
  /** Where it comes from. */
  install: string;
  /** Oldest version that will do; a reason stands beside it. */
  oldest?: { version: string; because: string };
}

/** The tools, in the order in which a newcomer meets them. */
const allTools: readonly Tool[] = [
  {
    command: "node",
    args: ["--version"],
    version: /^v(\d+\.\d+\.\d+)/,
    without: "the program does not run",
    required: true,
    install: "https://nodejs.org",
    oldest: { version: engines.node.replace(">=", ""), because: "Pulumi runs the program with the node on the PATH" },
  },
  {
    command: "az",
    args: ["version", "--output", "json"],
    version: /"azure-cli":\s*"([\d.]+)"/,
    without: "nothing about the subscription can be seen, and kubelogin has no login to use",
    required: true,
    install: "https://learn.microsoft.com/cli/azure/install-azure-cli",
  },
  {
    command: "pulumi",
    args: ["version"],
    version: /^v(\d+\.\d+\.\d+)/,
    without: "nothing can be deployed",
    required: true,
    install: "https://www.pulumi.com/docs/iac/download-install/",
    // An older one may not know what the SDK sends.
    oldest: { version: dependencies["@pulumi/pulumi"], because: "the program uses that version of the SDK" },
  },
  {
    command: "kubelogin",
    args: ["--version"],
    version: /v(\d+\.\d+\.\d+)/,
    without: "neither Pulumi nor kubectl gets into the cluster",
    required: true,
    install: "az aks install-cli",
  },
  {
    command: "kubectl",
    args: ["version", "--client", "--output", "json"],
    version: /"gitVersion":\s*"v(\d+\.\d+\.\d+)/,
    without: "nobody can look into the cluster",
    required: false,
    install: "az aks install-cli",
  },
  {
    command: "go",
    args: ["version"],
    version: /go(\d+\.\d+(?:\.\d+)?)/,
    without: "`make up` cannot build the programs that it runs",
    required: false,
    install: "https://go.dev/doc/install",
    oldest: { version: "1.26", because: "twin/controlplane/go.mod asks for it" },
  },
];

/** Whether this machine has the tools, in versions that will do; Go only where a program of the twin's must still be built. */
export function toolsCheck(run: Run, programs: readonly TwinProgram[]): Check {
  const builds = programs.some(({ from }) => from === "build");
  return {
    name: "tools",
    examine: async ({ needs }) => {
      const tools = allTools.filter(({ command }) => command !== "go" || builds);
      const outcomes = await Promise.all(tools.map(({ command, args }) => run(command, args)));
      return outcomes.map((outcome, index) => ({ check: "tools", ...judgeTool(tools[index]!, outcome, needs) }));
    },
  };
}

/** What the answer of a tool says about it. */
function judgeTool(tool: Tool, outcome: Outcome, needs: Pick<Needs, "kubernetesVersion">): Finding {
  const { command, without, required, install, oldest } = tool;
  const lack = required ? problem : warning;
  if (outcome.kind === "absent") return lack(`${command} is not on PATH: ${without}.`, install);
  if (outcome.kind === "slow") return unseen(`${command} had not told its version after ${outcome.seconds} s.`);
  const version = tool.version.exec(outcome.stdout.trim())?.[1];
  if (outcome.exitCode !== 0 || version === undefined) {
    return unseen(`${command} does not tell its version in a way that is known here.`);
  }
  if (oldest && compare(version, oldest.version) < 0) {
    return lack(`${command} ${version} is older than ${oldest.version}: ${oldest.because}.`, install);
  }
  if (command === "kubectl" && Math.abs(minor(version) - minor(needs.kubernetesVersion)) > 1) {
    // https://kubernetes.io/releases/version-skew-policy/#kubectl
    return warning(
      `kubectl ${version} is more than one minor version away from the cluster's ${needs.kubernetesVersion}.`,
      `az aks install-cli --client-version ${needs.kubernetesVersion}.0`,
    );
  }
  return ok(`${command} ${version}`);
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}

/** Below 0 where `a` is older than `b`. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (left![index] ?? 0) - (right![index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
