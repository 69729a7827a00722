import type { Json } from "@breakwater/plan-views";

/** How an option is written: with a text behind it, again for each text, with several, as `key=value` pairs, or alone. */
type OptionKind = "text" | "each" | "texts" | "pairs" | "flag";

/** The options that a command was called with, by their names without dashes. */
export class Options {
  constructor(
    readonly words: readonly string[],
    private readonly given: ReadonlyMap<string, string[]>,
  ) {}

  has(name: string): boolean {
    return this.given.has(name);
  }

  /** @throws CommandError where it is not given */
  text(name: string): string {
    const value = this.given.get(name)?.[0];
    if (value === undefined) throw new CommandError(`the following arguments are required: --${name}`, 2);
    return value;
  }

  optional(name: string): string | undefined {
    return this.given.get(name)?.[0];
  }

  texts(name: string): string[] {
    return this.given.get(name) ?? [];
  }

  pairs(name: string): Record<string, string> {
    return Object.fromEntries(
      this.texts(name).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    );
  }
}

/** A command that ends with a message and an exit code, as the tool itself would. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** What a tool's command takes and does. */
export interface Command<World> {
  options: Readonly<Record<string, OptionKind>>;
  /** Words behind the command's own: how many there may be. Default: none. */
  words?: number;
  /** What it answers: data for az, text for others. */
  run: (options: Options, world: World) => Json | undefined | Promise<Json | undefined>;
}

/** The commands of one tool, by their words: `aks nodepool list`. */
export type CommandTable<World> = Readonly<Record<string, Command<World>>>;

/**
 * Finds a command in a table and reads its options, as strictly as the tool: a command or an option that is not in the table is wrong use.
 *
 * @param everywhere options of every command of the tool
 * @throws CommandError with exit code 2, that names the word
 */
export function readCommand<World>(
  tool: string,
  table: CommandTable<World>,
  args: readonly string[],
  everywhere: Command<World>["options"] = {},
): { name: string; command: Command<World>; options: Options } {
  const name = Object.keys(table)
    .filter((words) => words.split(" ").every((word, index) => args[index] === word))
    .sort((a, b) => b.length - a.length)[0];
  if (name === undefined) throw new CommandError(`${tool}: '${args.join(" ")}' is not a command of ${tool}`, 2);
  const command = table[name]!;
  const known: Command<World>["options"] = { ...everywhere, ...command.options };
  const given = new Map<string, string[]>();
  const words: string[] = [];
  const rest = args.slice(name.split(" ").length);
  for (let place = 0; place < rest.length; place++) {
    const arg = rest[place]!;
    if (!/^-\D/.test(arg)) {
      words.push(arg);
      continue;
    }
    const [flag, ...inline] = arg.split("=");
    const option = flag!.replace(/^--?/, "");
    const kind = known[option];
    if (kind === undefined || (flag!.startsWith("--") ? option.length === 1 : option.length > 1)) {
      throw new CommandError(`${tool} ${name}: unrecognized arguments: ${arg}`, 2);
    }
    const values: string[] = given.get(option) ?? [];
    if (kind !== "flag" && inline.length > 0) values.push(inline.join("="));
    else if (kind === "text" || kind === "each") {
      if (rest[place + 1] === undefined)
        throw new CommandError(`${tool} ${name}: argument ${arg}: expected one argument`, 2);
      values.push(rest[++place]!);
    } else if (kind !== "flag") {
      while (rest[place + 1] !== undefined && !rest[place + 1]!.startsWith("--")) values.push(rest[++place]!);
    }
    given.set(option, values);
  }
  if (words.length > (command.words ?? 0)) {
    throw new CommandError(`${tool} ${name}: unrecognized arguments: ${words.slice(command.words ?? 0).join(" ")}`, 2);
  }
  return { name, command, options: new Options(words, given) };
}
