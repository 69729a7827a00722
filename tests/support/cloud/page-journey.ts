import type { CommandResult } from "../breakwater";
import type { SimulatedCloud, Typist } from "./cloud";
import { blocksOf, missingLines, type PageBlock, type PageCommand } from "./page-steps";

/** What a reader puts in the place of `<…>`. */
const placeholders: Readonly<Record<string, string>> = {
  "<tenant id>": "11111111-1111-1111-1111-111111111111",
  "<subscription id>": "00000000-0000-0000-0000-000000000000",
};

/** The steps of several pages, in the order in which they stand there. */
export class PageJourney {
  readonly blocks: PageBlock[];
  /** Secrets that were typed: each is another one. */
  private secrets = 0;

  constructor(
    private readonly cloud: SimulatedCloud,
    pages: readonly string[],
  ) {
    this.blocks = pages.flatMap(blocksOf);
  }

  /** Names of a journey's steps: `prod/group`, `prod/bootstrap` … */
  stepsOf(journey: string): string[] {
    return this.blocks.flatMap(({ mark }) => (mark?.name.startsWith(`${journey}/`) ? [mark.name] : []));
  }

  /**
   * Does a step as its page says.
   *
   * @returns what went otherwise than the page says: a command that failed, lines that did not come
   */
  async take(name: string): Promise<string[]> {
    const block = this.block(name);
    if (block.kind === "ts") {
      this.cloud.edit("stacks/prod.ts", block.text);
      return [];
    }
    const problems: string[] = [];
    for (const command of block.commands) {
      const isLast = command === block.commands.at(-1);
      const { exitCode, stdout } = await this.type(command, { machine: block.mark!.on ?? "desk" });
      if ((exitCode === 0) === (block.mark!.fails === true && isLast)) {
        return [`${command.at}: $ ${command.line}\n[exit code ${exitCode}]\n${stdout.slice(-3000)}`];
      }
      const missing = missingLines(
        command.shown.filter((line) => !isQuestion(line)),
        stdout,
      );
      if (missing.length > 0)
        problems.push(
          `${command.at}: $ ${command.line}\ndid not say:\n${missing.join("\n")}\nbut:\n${stdout.slice(-3000)}`,
        );
    }
    return problems;
  }

  /** Commands of a step whose lines match, typed one after the other until one fails. */
  async takePart(name: string, which: (line: string) => boolean, typist: Typist = {}): Promise<CommandResult> {
    let result: CommandResult = { exitCode: 0, stdout: "", stderr: "" };
    for (const command of this.block(name).commands.filter(({ line }) => which(line))) {
      result = await this.type(command, typist);
      if (result.exitCode !== 0) break;
    }
    return result;
  }

  private type({ line, shown }: PageCommand, typist: Typist): Promise<CommandResult> {
    const filled = Object.entries(placeholders).reduce((text, [name, value]) => text.replaceAll(name, value), line);
    // Who reads the page types yes; a script asks at a terminal only, which a test has not.
    const answered = shown.some(isQuestion) ? filled.replace(/^(scripts\/\S+)/, "$1 --yes") : filled;
    return this.cloud.run(answered, { ...typist, secret: `sk-${++this.secrets}` });
  }

  private block(name: string): PageBlock {
    const found = this.blocks.filter(({ mark }) => mark?.name === name);
    if (found.length !== 1) throw new Error(`${found.length} blocks are marked ${name}`);
    return found[0]!;
  }
}

const isQuestion = (line: string): boolean => / Type yes to go ahead: yes$/.test(line);
