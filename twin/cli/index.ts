/* eslint-disable @typescript-eslint/no-require-imports -- a verb is loaded when it is called; tsx leaves import() to Node, which does not know TypeScript */
import { Command, CommanderError, Option } from "commander";
import { version } from "../../package.json";
import type { DiffOptions } from "./diff";
import {
  binariesHelp,
  config,
  count,
  cpu,
  examples,
  exitCodes,
  json,
  metric,
  policyConfig,
  seconds,
  stack,
} from "./options";
import { endQuietlyWithReader } from "../terminal";
import { reportError } from "./report-error";
import { addSurge } from "./surge-command";

/** A verb's module: its `run` gets the parsed options and gives the exit code. */
type Verb<Options> = () => { run(options: Options): Promise<number> };

/** Options of `diff` as Commander has parsed them; `--json` is another way to write `--format json`. */
type DiffFlags = Omit<DiffOptions, "base" | "head"> & { json: boolean };

/**
 * The `breakwater` command. A verb's module is loaded only when the verb is called, so that the others cost no start-up time.
 *
 * @param argv as in `process.argv`
 */
export async function main(argv: string[]): Promise<void> {
  endQuietlyWithReader();
  try {
    await commands((code) => (process.exitCode = code)).parseAsync(argv);
  } catch (error) {
    // Commander has already printed what is wrong, or the help that was asked for.
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportError(error);
  }
}

/** @param end takes the exit code of the verb that ran */
function commands(end: (exitCode: number) => void): Command {
  const program = new Command("breakwater")
    .description("An Azure Kubernetes platform for LLM apps, proven on this machine before anyone pays for a GPU.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("Run `breakwater --help` for what there is.")
    .configureHelp({ showGlobalOptions: true });
  const run =
    <Options>(load: Verb<Options>) =>
    async (options: Options): Promise<void> =>
      end(await load().run(options));

  program
    .command("plan")
    .description("Run the program for a stack in this process and show what it declares")
    .addOption(stack())
    .addOption(config())
    .addOption(json("the Plan"))
    .addHelpText("after", examples("breakwater plan --stack prod", "breakwater plan --stack dev --json > plan.json"))
    .action(run(() => require("./plan") as typeof import("./plan")));

  program
    .command("render")
    .description("Write the Plan as files: manifests, Helm values, inputs of Azure resources")
    .requiredOption("--out <folder>", "folder to write to: new, empty, or written by render before")
    .addOption(stack())
    .addOption(config())
    .addOption(
      new Option("--plan <file>", "read this Plan instead of running the program").conflicts(["stack", "config"]),
    )
    .addOption(json("the lists of files written, unchanged and removed"))
    .addHelpText(
      "after",
      examples("breakwater render --stack prod --out rendered", "breakwater render --plan plan.json --out rendered"),
    )
    .action(run(() => require("./render") as typeof import("./render")));

  program
    .command("policy")
    .description("Judge a Plan by the policy pack: GPU taints, probe budgets, autoscaling, identity, hygiene")
    .addOption(stack())
    .addOption(config())
    .addOption(
      new Option("--plan <file>", "read this Plan instead of running the program").conflicts(["stack", "config"]),
    )
    .addOption(
      new Option(
        "--manifests <path>",
        "judge these Kubernetes manifests instead: a file, a folder, or - for what `helm template` pipes in",
      ).conflicts(["plan", "config"]),
    )
    .addOption(policyConfig())
    .option("--list", "name every rule and what it holds")
    .addOption(json("the findings"))
    .addHelpText(
      "after",
      examples(
        "breakwater policy --stack prod",
        "breakwater policy --plan plan.json --json",
        "helm template shop ./chart | breakwater policy --stack prod --manifests -",
      ),
    )
    .action(run(() => require("./policy") as typeof import("./policy")));

  program
    .command("cost")
    .description("Say what a stack costs: an idle month, a typical one, and one with a sale day")
    .addOption(stack())
    .addOption(config())
    .addOption(
      new Option("--plan <file>", "read this Plan instead of running the program").conflicts(["stack", "config"]),
    )
    .addOption(json("the costs"))
    .addHelpText("after", examples("breakwater cost --stack prod", "breakwater cost --plan plan.json --json"))
    .action(run(() => require("./cost") as typeof import("./cost")));

  program
    .command("diff")
    .description("Say what a change does: resources, policy findings and cost, of two git refs or two files of Plans")
    .argument("<base>", "git ref or file of a Plan before the change")
    .argument("[head]", "git ref or file of a Plan after it; the working tree when left out")
    .option("-s, --stack <names...>", "stacks to compare, for git refs", ["dev", "prod"])
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json", "markdown"]).default("text"))
    .addOption(policyConfig())
    .addOption(json("the differences"))
    .addHelpText("after", examples("breakwater diff main", "breakwater diff v1 HEAD --stack prod --format markdown"))
    .action(async (base: string, head: string | undefined, options: DiffFlags) => {
      const format = options.json ? "json" : options.format;
      end(await (require("./diff") as typeof import("./diff")).run({ ...options, base, head, format }));
    });

  addSurge(program, end);

  program
    .command("up")
    .description("Bring a stack up on a real Kubernetes control plane on this machine")
    .addOption(stack())
    .addOption(config())
    .addOption(new Option("--timeout <seconds>", "longest wait for the workloads").argParser(seconds).default(120))
    .addOption(
      new Option("--node-boot-seconds <seconds>", "how long the simulated Cluster Autoscaler's nodes take to boot")
        .argParser(seconds)
        .default(10),
    )
    .addOption(
      new Option("--node-idle-seconds <seconds>", "how long a node must be unneeded before it goes")
        .argParser(seconds)
        .default(60),
    )
    .addOption(json("what is up"))
    .addHelpText(
      "after",
      `${binariesHelp}${examples("breakwater up", "breakwater up --config gpuInitialCount=0", "breakwater up --stack prod --timeout 600")}`,
    )
    .action(run(() => require("./up") as typeof import("./up")));

  program
    .command("images")
    .description("Write down what the tags of the official images name now, for `up` to take exactly that")
    .addOption(json("what changed"))
    .addHelpText("after", examples("breakwater images"))
    .action(run(() => require("./images") as typeof import("./images")));

  program
    .command("down")
    .description("Stop the control plane of a stack and remove its state")
    .addOption(stack())
    .addOption(json("what was removed"))
    .addHelpText("after", examples("breakwater down --stack dev"))
    .action(run(() => require("./down") as typeof import("./down")));

  program
    .command("status")
    .description("Show the pools, nodes and pods of a stack that is up")
    .addOption(stack())
    .addOption(json("the status"))
    .addHelpText("after", examples("breakwater status", "breakwater status --json"))
    .action(run(() => require("./status") as typeof import("./status")));

  program
    .command("load")
    .description("Put load on a stack that is up: items on a Redis list, values of metrics, CPU")
    .addOption(stack())
    .option("--list <name>", "Redis list to put items on")
    .addOption(new Option("--items <count>", "how many").argParser(count))
    .addOption(
      new Option("--drain-per-second <count>", "then take items off at this rate until the list is empty").argParser(
        count,
      ),
    )
    .option("--server <name>", "the Redis to use, where the stack has several: for example redis.development.svc")
    .addOption(metric())
    .addOption(cpu())
    .addOption(json("what was put on"))
    .addHelpText(
      "after",
      examples(
        "breakwater load --list ai-requests --items 500",
        "breakwater load --list ai-requests --items 500 --drain-per-second 20",
        "breakwater load --metric ai_request_queue_depth=400",
        "breakwater load --cpu production/ai-service=6",
      ),
    )
    .action(run(() => require("./load") as typeof import("./load")));

  program
    .command("doctor")
    .description("Say what this machine or the Azure subscription lacks for a stack, and what mends it")
    .addOption(stack())
    .addOption(config())
    .addOption(new Option("--timeout <seconds>", "longest wait for one answer of Azure").argParser(seconds).default(90))
    .addOption(json("the findings"))
    .addHelpText("after", examples("breakwater doctor --stack prod", "breakwater doctor --json | jq .findings"))
    .action(run(() => require("./doctor") as typeof import("./doctor")));

  program
    .command("engine-replay")
    .description("Run a recorded load through the surge simulator's vLLM, to compare what both did")
    .argument("<file>", "vector file, with steps.json, arrivals.json and mixed-lengths.json beside it")
    .addOption(json("the figures of each run"))
    .addHelpText("after", examples("breakwater engine-replay vectors/llama-3-8b.sarathi-512-cap128.mixed.json --json"))
    .action(async (file: string, options: { json?: boolean }) => {
      end(await (require("./engine-replay") as typeof import("./engine-replay")).run({ ...options, file }));
    });

  program
    .command("kubectl")
    .description("Run kubectl on a stack that is up, with the kubectl that was built for it")
    .addOption(stack())
    .argument("[args...]", "kubectl's own arguments, after --")
    .addHelpText("after", examples("breakwater kubectl -- get pods --all-namespaces"))
    .action(async (args: string[], options: { stack: string }) => {
      end(await (require("./kubectl") as typeof import("./kubectl")).run({ ...options, args }));
    });

  program
    .command("hpa-replay")
    .description("Run a vector file through the simulator's autoscaler and compare it with what Kubernetes decided")
    .argument("<file>", "a vector: autoscaler, pods, load and the recorded decisions")
    .addOption(json("the decision at each sync"))
    .addHelpText("after", examples("breakwater hpa-replay tests/vectors/hpa/a-step.json"))
    .action(async (file: string, options: { json?: boolean }) => {
      end(await (require("./hpa-replay") as typeof import("./hpa-replay")).run({ ...options, file }));
    });

  return program.addHelpText("after", exitCodes);
}
