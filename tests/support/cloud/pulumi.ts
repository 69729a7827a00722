import type { DeploymentStep } from "../../../twin/deployment";
import { type CommandTable, CommandError, readCommand } from "./command-table";
import { stackOf } from "./pulumi-backend";
import { deploymentOf, keep, mustBeAnswered, type Place, stack, stackGiven } from "./pulumi-place";
import { type RunResult, runStack } from "./pulumi-run";
import { stateCommands } from "./pulumi-state";
import type { Call } from "./tools";
import type { World } from "./world";

const engine = { ...stack, yes: "flag", target: "each", "policy-pack": "text", "policy-pack-config": "text" } as const;

/** The commands of Pulumi that our pages and scripts use. */
const pulumiCommands: CommandTable<Place> = {
  ...stateCommands,
  preview: {
    options: { ...engine, diff: "flag", refresh: "flag", "expect-no-changes": "flag" },
    run: async (options, { world, call }) => {
      const name = stackGiven(options);
      const result = await runStack(world, {
        stack: name,
        folder: call.cwd,
        preview: true,
        refresh: options.has("refresh"),
        targets: options.texts("target"),
      });
      if (options.has("expect-no-changes") && changes(result.steps).length > 0)
        result.errors.push("no changes were expected but changes were proposed");
      return report(`Previewing update (${name})`, name, result, "");
    },
  },
  up: {
    options: { ...engine, refresh: "flag", "skip-preview": "flag" },
    run: async (options, { world, call }) => {
      const name = stackGiven(options);
      mustBeAnswered(options, world);
      const result = await runStack(world, {
        stack: name,
        folder: call.cwd,
        refresh: options.has("refresh"),
        targets: options.texts("target"),
      });
      return report(`Updating (${name})`, name, result, outputsOf(result));
    },
  },
  refresh: {
    options: { ...stack, yes: "flag", "import-pending-creates": "each", "clear-pending-creates": "flag" },
    run: (options, { world }) => {
      const name = stackGiven(options);
      mustBeAnswered(options, world);
      const record = stackOf(world, name);
      const deployment = deploymentOf(world, record);
      const given = options.texts("import-pending-creates");
      const { steps, refusals } = deployment.refresh(given.length === 0 ? {} : { [given[0]!]: given[1]! });
      keep(world, record, deployment);
      return report(
        `Refreshing (${name})`,
        name,
        { steps, errors: refusals.map(({ reason }) => reason), outputs: {} },
        "",
      );
    },
  },
  destroy: {
    options: { ...stack, yes: "flag", "skip-preview": "flag" },
    run: (options, { world }) => {
      const name = stackGiven(options);
      mustBeAnswered(options, world);
      const record = stackOf(world, name);
      const deployment = deploymentOf(world, record);
      // A subnet in which somebody else's machine stands cannot go, and so neither can its network.
      const user = [...world.machines.values()].find(({ networkId }) =>
        [...record.checkpoint.resources.values()].some(({ id }) => id.toLowerCase() === networkId?.toLowerCase()),
      );
      if (user)
        throw new CommandError(
          `error: Code="InUseSubnetCannotBeDeleted" Message="Subnet snet-runners is in use by ${user.name}-nic and cannot be deleted."`,
          255,
        );
      const { steps, refusals } = deployment.destroy({ skipPreview: options.has("skip-preview") });
      keep(world, record, deployment);
      if (refusals.length === 0) record.outputs = {};
      const errors = refusals.map(
        ({ urn, code, reason, way }) => `${urn}: ${code}: ${reason}${way === undefined ? "" : `\n  ${way}`}`,
      );
      return report(`Destroying (${name})`, name, { steps, errors, outputs: {} }, "");
    },
  },
};

/** What Pulumi does and prints. */
export async function pulumi(call: Call, world: World): Promise<string> {
  const { command, options } = readCommand("pulumi", pulumiCommands, call.args);
  return String((await command.run(options, { world, call })) ?? "");
}

const changes = (steps: readonly DeploymentStep[]) => steps.filter(({ action }) => action !== "same");

const signs: Record<DeploymentStep["action"], [sign: string, past: string]> = {
  same: ["  ", "unchanged"],
  create: [" +", "created"],
  update: [" ~", "updated"],
  replace: ["+-", "replaced"],
  delete: [" -", "deleted"],
  retain: [" -", "retained"],
};

/**
 * What Pulumi prints of an operation.
 *
 * @throws CommandError with the errors, which end it
 */
function report(title: string, name: string, { steps, errors }: RunResult, outputs: string): string {
  const rows = changes(steps).map(({ action, type, name: resource, replacedBy }) => {
    const [sign, past] = signs[action];
    const paths = replacedBy.length > 0 ? ` [diff: ${replacedBy.join(",")}]` : "";
    return `${sign}   ├─ ${type} ${resource} ${past}${paths}`;
  });
  const counts = Object.entries(signs).flatMap(([action, [sign, past]]) => {
    const count = steps.filter((step) => step.action === action).length;
    return count === 0 ? [] : [`    ${sign.trim()} ${count} ${past}`.replace(/ +/g, " ")];
  });
  const text = [
    `${title}:`,
    "     Type Name Status",
    `     pulumi:pulumi:Stack breakwater-${name}`,
    ...rows,
    outputs,
    "Resources:",
    ...counts,
    "",
  ].join("\n");
  if (errors.length === 0) return text;
  throw new CommandError(`${text}\nDiagnostics:\n${errors.map((error) => `  error: ${error}`).join("\n")}\n`, 255);
}

function outputsOf({ outputs }: RunResult): string {
  const rows = Object.entries(outputs).filter(([, value]) => typeof value === "string");
  return ["Outputs:", ...rows.map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`)].join("\n");
}
