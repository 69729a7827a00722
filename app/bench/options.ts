import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Options {
  /** Short runs, one repeat, peers only where that takes little. */
  quick: boolean;
  /** Scenarios to run; all when empty. */
  only: string[];
  help: boolean;
}

/** A wrong command line: every mistake at once. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Reads the command line. Throws a `UsageError` that names what is allowed. */
export function readOptions(args: string[], scenarios: string[]): Options {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        quick: { type: "boolean", default: false },
        only: { type: "string", multiple: true, default: [] },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage(scenarios)}`);
  }
  const unknown = values.only.filter((name) => !scenarios.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`--only ${unknown.join(", ")}: no such scenario. Allowed: ${scenarios.join(", ")}.`);
  }
  return values;
}

export function usage(scenarios: string[]): string {
  return [
    "make bench-app [ARGS='--quick --only throughput']",
    "",
    "  --quick            short runs, one repeat: two to four minutes",
    `  --only SCENARIO    ${scenarios.join(", ")}; may be repeated`,
  ].join("\n");
}
