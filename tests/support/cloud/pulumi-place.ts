import { Deployment } from "../../../twin/deployment";
import { CommandError, type Options } from "./command-table";
import type { StackRecord } from "./pulumi-backend";
import type { Call } from "./tools";
import type { World } from "./world";

/** Where a command of Pulumi is typed. */
export interface Place {
  world: World;
  call: Call;
}

/** Options by which a stack is named. */
export const stack = { stack: "text", s: "text" } as const;
/**
 * The stack that a command names.
 *
 * @throws CommandError where it names none
 */
export function stackGiven(options: Options): string {
  const name = options.optional("stack") ?? options.optional("s");
  if (name === undefined) throw new CommandError("error: no stack selected; please pass --stack", 255);
  return name;
}

/** Makes sure that somebody answers Pulumi's question, or that nobody needs to. */
export function mustBeAnswered(options: Options, world: World): void {
  if (options.has("yes") || options.has("skip-preview") || world.person) return;
  throw new CommandError(
    "error: --yes or --skip-preview must be passed in to proceed when running in non-interactive mode",
    255,
  );
}

/** A stack in the cloud as it is now. */
export const deploymentOf = ({ azure }: World, { checkpoint }: StackRecord) => new Deployment({ azure, checkpoint });

/** Keeps what a deployment has made of both. */
export function keep(world: World, record: StackRecord, deployment: Deployment): void {
  world.azure = deployment.azure;
  record.checkpoint = deployment.checkpoint;
}
