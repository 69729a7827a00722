/* eslint-disable @typescript-eslint/no-require-imports -- a verb is loaded when it is called; tsx leaves import() to Node, which does not know TypeScript */
import { type Command, InvalidArgumentError, Option } from "commander";
import { config, examples, json, stack } from "./options";

/** What `--compare` can name; a test holds it to the simulator's own list, which is not loaded for a help text. */
export const comparisonNames = ["fixed", "cpu", "declared-cpu"] as const;
export type ComparisonOption = (typeof comparisonNames)[number];

/** Most times that traffic can be multiplied: ten thousand sale days are another unit. */
const mostTimes = 10_000;

/** Adds `breakwater surge`. */
export function addSurge(program: Command, end: (exitCode: number) => void): void {
  program
    .command("surge")
    .description(
      "Simulate a surge of questions against what the stack declares: does it hold, what binds first, what does it cost",
    )
    .addOption(stack())
    .addOption(config())
    .addOption(
      new Option("--plan <file>", "read this Plan instead of running the program").conflicts(["stack", "config"]),
    )
    .option(
      "--traffic <name|file>",
      "sale-day, sale-day-24h, flash-spike, or a CSV or JSON file; the stack's own when left out",
    )
    .addOption(new Option("--factor <number>", "that many times the questions").argParser(factor).default(1))
    .addOption(new Option("--seed <number>", "the same seed gives the same surge").argParser(seed).default(1))
    .addOption(
      new Option("--compare <names>", `beside the declared stack, separated by commas: ${comparisonNames.join(", ")}`)
        .argParser(comparison)
        .default([], "none"),
    )
    .option(
      "--assumptions <file>",
      "what is assumed where the Plan says nothing, in the place of the product's own file",
    )
    .addOption(
      new Option("--assume <path=value>", "one assumption, over that of the file; repeatable")
        .argParser(assumption)
        .default({}, "none"),
    )
    .option("--out <folder>", "also write surge.html, a page that needs no network, and surge.json there")
    .addOption(json("the outcome"))
    .addHelpText(
      "after",
      examples(
        "breakwater surge --stack prod --compare fixed,cpu --out surge",
        "breakwater surge --stack prod --traffic flash-spike --factor 5",
        "breakwater surge --plan plan.json --assume gateway.tokensPerMinute=1000000 --json",
      ),
    )
    .action(async (options: import("./surge").SurgeOptions) =>
      end(await (require("./surge") as typeof import("./surge")).run(options)),
    );
}

function factor(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= mostTimes) return value;
  throw new InvalidArgumentError(`A number above 0 and up to ${mostTimes} is needed.`);
}

function seed(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw new InvalidArgumentError("A whole number from 0 to 2147483647 is needed.");
}

function comparison(text: string): ComparisonOption[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !(comparisonNames as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`There is no "${unknown.join('", "')}". Allowed: ${comparisonNames.join(", ")}.`);
  }
  return [...new Set(names)] as ComparisonOption[];
}

function assumption(text: string, before: Record<string, string>): Record<string, string> {
  const [path, ...value] = text.split("=");
  if (path && value.length > 0) return { ...before, [path]: value.join("=") };
  throw new InvalidArgumentError("It must be of the form path=value, such as gateway.tokensPerMinute=1000000.");
}
