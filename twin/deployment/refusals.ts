import { AzureError, type RefusedChange } from "../azure";
import type { ResourceRequest } from "../engine";
import type { RecordedResource } from "./checkpoint";
import type { DeploymentStep, Refusal } from "./outcome";

/** Thrown by the engine's own rules. */
export class EngineRefusal extends Error {
  override name = "EngineRefusal";

  constructor(
    readonly code: string,
    message: string,
    readonly way?: string,
    readonly source?: string,
  ) {
    super(message);
  }
}

/** A change in place that Azure refuses. */
export class ChangeRefused extends Error {
  override name = "ChangeRefused";

  constructor(readonly refused: readonly RefusedChange[]) {
    super(refused.map(({ path, reason }) => `${path}: ${reason}`).join("\n"));
  }
}

/** Said before the way to a replacement, which nobody should take by mistake. */
const lossOfReplacement =
  "Take the change back where what it holds must stay: a replacement deletes it first, with all that is in it. Where it may go: ";
const protectSource = "https://www.pulumi.com/docs/iac/concepts/options/protect/";

/** A protected resource cannot be deleted, nor replaced: the record counts, not what the program says now. */
export function refuseProtected({ urn, options }: RecordedResource, what: "deleted" | "replaced", because = ""): void {
  if (!options.protect) return;
  throw new EngineRefusal(
    "Protected",
    `the resource cannot be ${what}${because} because it is protected`,
    `${what === "replaced" ? lossOfReplacement : ""}\`pulumi state unprotect '${urn}'\`, or take \`protect\` away in the program and run \`pulumi up\`; then again.`,
    protectSource,
  );
}

/**
 * A replacement that is made first, under the name of what it replaces: azure-native finds the old one there.
 *
 * @returns the error itself where it is another one
 */
export function refusalOfSameName({ id, inputs }: RecordedResource, error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (!message.includes(`already existing resource '${id}'`)) return error;
  const name = id.slice(id.lastIndexOf("/") + 1);
  const property = Object.keys(inputs).find((key) => key !== "resourceGroupName" && inputs[key] === name) ?? "name";
  return new EngineRefusal(
    "SameName",
    `cannot create already existing resource '${id}': the new one is made before the old one goes, and both have the name ${JSON.stringify(name)}`,
    `Give the new one another name (${property}): then both stand until the old one is deleted.`,
    "https://www.pulumi.com/docs/iac/concepts/options/deletebeforereplace/",
  );
}

/**
 * azure-native looks before it creates, and refuses what is there. What is there may be what an interrupted creation has left, or
 * what never belonged to this stack; Pulumi has a way in for each.
 *
 * @param isPending whether a creation of it was interrupted
 * @returns the error itself where it is another one
 */
export function refusalOfExisting({ urn, type, name }: ResourceRequest, isPending: boolean, error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const id = /already existing resource '([^']+)'/.exec(message)?.[1];
  if (id === undefined || (error instanceof AzureError && error.way !== undefined && !isPending)) return error;
  if (isPending) {
    return new EngineRefusal(
      "PendingCreate",
      `cannot create already existing resource '${id}': its creation was interrupted, so that Pulumi does not know it`,
      `\`pulumi refresh --import-pending-creates '${urn}' --import-pending-creates '${id}'\`, then again.`,
      "https://www.pulumi.com/docs/iac/cli/commands/pulumi_refresh/",
    );
  }
  return new EngineRefusal(
    "AlreadyExists",
    `cannot create already existing resource '${id}'`,
    `\`pulumi import ${type} ${name} '${id}'\` takes it into the stack; or give it another name, or delete what is there.`,
    "https://www.pulumi.com/docs/iac/cli/commands/pulumi_import/",
  );
}

/** Whether Azure may refuse only because of the state of another resource, such as a pool's version because of its cluster's. */
export const followsFromAnother = (error: unknown): boolean => error instanceof AzureError;

/** What an error of a step says, one refusal for each property that it names. */
export function refusalsOf(
  step: Pick<DeploymentStep, "urn" | "type" | "name" | "action" | "properties">,
  error: unknown,
): Refusal[] {
  const { urn, type, name, action, properties } = step;
  const base = { urn, type, name, action, properties };
  if (error instanceof ChangeRefused) return error.refused.map((refused) => ({ ...base, ...refused }));
  const reason = error instanceof Error ? error.message : String(error);
  const { code, way, source } = error instanceof AzureError || error instanceof EngineRefusal ? error : {};
  const path = error instanceof AzureError ? error.target : undefined;
  return [
    {
      ...base,
      code: code ?? "Refused",
      // Azure's code stands at the beginning of its message, and beside it here.
      reason: code === undefined ? reason : reason.replace(`${code}: `, ""),
      ...(path !== undefined && { path }),
      ...(way !== undefined && { way }),
      ...(source !== undefined && { source }),
    },
  ];
}
