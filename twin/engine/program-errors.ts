import { relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/**
 * An error of the program, for its author: errors that a program throws on purpose by their message alone, any other with the
 * place in the project where it came from.
 *
 * @param projectDir absolute folder of the project
 */
export function describeError(error: unknown, projectDir: string): string {
  if (!(error instanceof Error)) return `the program threw ${String(error)}`;
  if (pulumi.InputPropertiesError.isInstance(error)) {
    const details = (error.errors ?? []).map(({ propertyPath, reason }) => `\n  ${propertyPath}: ${reason}`);
    return error.message + details.join("");
  }
  if (isDeliberate(error)) return error.message;
  const place = firstPlaceIn(mappedStack(error), projectDir);
  return `${error.name}: ${error.message}${place ? `\n  at ${place}` : ""}`;
}

/**
 * Makes stacks cheap while `work` runs. Pulumi's SDK takes one of every promise and of every resource, from errors without a
 * message, for diagnostics that nobody reads here; to format them costs more than everything else in a run.
 */
export async function withCheapStacks<T>(work: () => Promise<T>): Promise<T> {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (error, frames) =>
    error.message === "" ? "" : `${String(error)}\n    at ${frames.join("\n    at ")}`;
  try {
    return await work();
  } finally {
    Error.prepareStackTrace = before;
  }
}

/** The stack of an error with TypeScript's lines; it is formatted when it is first read, so what is in force then counts. */
function mappedStack(error: Error): string {
  const before = Error.prepareStackTrace;
  Reflect.deleteProperty(Error, "prepareStackTrace");
  process.setSourceMapsEnabled(true);
  const stack = error.stack ?? "";
  Error.prepareStackTrace = before;
  return stack;
}

function isDeliberate(error: Error): boolean {
  if (pulumi.ResourceError.isInstance(error)) return error.hideStack === true;
  return pulumi.RunError.isInstance(error) || pulumi.InputPropertyError.isInstance(error);
}

/** The innermost place of a stack that lies in the project's own code, as `infra/index.ts:12:3`. */
function firstPlaceIn(stack: string, projectDir: string): string | undefined {
  for (const line of stack.split("\n")) {
    const place = /\(?((?:file:\/\/)?\/[^()]+:\d+:\d+)\)?$/.exec(line)?.[1]?.replace("file://", "");
    if (place?.startsWith(projectDir) && !place.includes("/node_modules/")) return relative(projectDir, place);
  }
  return undefined;
}
