import { InvalidArgumentError, Option } from "commander";
import type { Usage } from "../addons";
import { isSeries } from "./series";

/** What stands below every help text. */
export const exitCodes = `
Exit codes: 0 fine, 1 findings or a failure, 2 wrong use.`;

/** `--stack`, of every verb. */
export function stack(): Option {
  return new Option("-s, --stack <name>", "stack, with a file Pulumi.<name>.yaml").default("dev");
}

/**
 * `--json`, of every verb.
 *
 * @param what what the verb then prints
 */
export function json(what: string): Option {
  return new Option("--json", `print ${what} as JSON on stdout, and nothing else there`).default(false);
}

/** `--config a=1 --config b=2`, of the verbs that run the program. */
export function config(): Option {
  const collect = (text: string, before: Record<string, string>): Record<string, string> => {
    const [key, ...value] = text.split("=");
    if (key && value.length > 0) return { ...before, [key]: value.join("=") };
    throw new InvalidArgumentError("It must be of the form key=value.");
  };
  return new Option("-c, --config <key=value>", "a config value over that of the stack file, for this run; repeatable")
    .argParser(collect)
    .default({}, "none");
}

/** `--policy-config`, of the verbs that judge. */
export function policyConfig(): Option {
  return new Option(
    "--policy-config <file>",
    "levels, thresholds and exemptions, as Pulumi's --policy-pack-config takes them",
  );
}

/** Parses a duration. */
export function seconds(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("A whole number of seconds above 0 is needed.");
}

/** Most items that one call puts on a list, or takes off it in a second: a slip of the finger must not fill the memory. */
const mostItems = 1_000_000;

/** Parses a number of items. */
export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= mostItems) return value;
  throw new InvalidArgumentError(`A whole number from 1 to ${mostItems} is needed.`);
}

/** `--metric queue_depth=400 --metric 'latency{model="a"}=2.5'`. */
export function metric(): Option {
  const collect = (text: string, before: Record<string, number>): Record<string, number> => {
    const [, series, number] = /^(.+)=([^="]+)$/.exec(text) ?? [];
    const value = Number(number);
    if (series === undefined || !isSeries(series) || !Number.isFinite(value))
      throw new InvalidArgumentError(
        "It must be a metric and a number, as in queue_depth=400 or 'depth{pod=\"a\"}=4'.",
      );
    return { ...before, [series]: value };
  };
  return new Option("--metric <name=value>", "value of a metric that Prometheus then scrapes; repeatable")
    .argParser(collect)
    .default({}, "none");
}

/** `--cpu production/ai-service=6`. */
export function cpu(): Option {
  const collect = (text: string, before: Usage[]): Usage[] => {
    const [, namespace, deployment, number] = /^([a-z0-9-]+)\/([a-z0-9.-]+)=([\d.]+)$/.exec(text) ?? [];
    const cores = Number(number);
    if (namespace === undefined || deployment === undefined || !(cores >= 0))
      throw new InvalidArgumentError(
        "It must be of the form namespace/deployment=cores, as in production/ai-service=6.",
      );
    return [...before, { namespace, deployment, cores }];
  };
  return new Option("--cpu <namespace/deployment=cores>", "CPU that its pods use, all together; repeatable")
    .argParser(collect)
    .default([], "none");
}

/** From where `up` has its programs. */
export const binariesHelp = `
The first time, \`up\` takes Kubernetes and what runs beside it from their official images, or builds it with Go where no registry
answers. Variables of the environment:
  BREAKWATER_BINARIES=build|download  only this way
  BREAKWATER_REGISTRY=URL             a mirror of all registries
`;

/** What stands below the help of a verb. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n${exitCodes}`;
}
