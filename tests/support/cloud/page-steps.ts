import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../breakwater";

/** A command of a page, and what the page shows of its answer. */
export interface PageCommand {
  /** As somebody types it, continuation lines joined. */
  line: string;
  /** Lines that the page shows, `…` where it leaves something out. */
  shown: string[];
  /** Where it stands: `docs/azure.md:33`. */
  at: string;
}

/** A block of commands, or of changes of a file, in a page. */
export interface PageBlock {
  page: string;
  /** Line of the block's first line. */
  at: string;
  kind: "console" | "ts";
  /** What its mark says: `<!-- path: prod/first-up, on: runner -->`; absent where it has none. */
  mark?: PathMark;
  /** Of a block of commands. */
  commands: PageCommand[];
  /** Its text. */
  text: string;
}

/** Where a block stands in the way that the test goes. */
interface PathMark {
  /** Journey and step, `prod/first-up`. */
  name: string;
  /** Machine that its commands are typed at. Default: the operator's own. */
  on?: string;
  /** Its last command is refused, and the page shows how. */
  fails?: boolean;
}

const markForm = /^\s*<!-- path: ([\w-]+\/[\w-]+)(?:, on: ([\w-]+))?(, fails)? -->\s*$/;

/**
 * The blocks of a page that somebody types or edits from: ```console, and ```ts with a mark.
 *
 * @throws Error for a mark that no block follows, and for one that is written otherwise
 */
export function blocksOf(page: string): PageBlock[] {
  const lines = readFileSync(join(root, page), "utf8").split("\n");
  const blocks: PageBlock[] = [];
  let mark: PathMark | undefined;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    if (line.includes("<!-- path:")) {
      const parts = markForm.exec(line);
      if (!parts)
        throw new Error(
          `${page}:${place + 1}: a mark is <!-- path: journey/step, on: machine, fails -->; it is ${line.trim()}`,
        );
      mark = { name: parts[1]!, ...(parts[2] && { on: parts[2] }), ...(parts[3] && { fails: true }) };
      continue;
    }
    const fence = /^(\s*)```(\w*)/.exec(line);
    if (!fence) {
      if (mark && line.trim() !== "")
        throw new Error(`${page}:${place + 1}: a block must follow the mark ${mark.name}`);
      continue;
    }
    const end = lines.findIndex((other, index) => index > place && other.trim() === "```");
    const body = lines.slice(place + 1, end).map((text) => text.slice(fence[1]!.length));
    const kind = fence[2]!;
    if (kind === "console" || (kind === "ts" && mark)) {
      const at = `${page}:${place + 2}`;
      const commands = kind === "console" ? commandsOf(body, page, place + 2) : [];
      blocks.push({ page, at, kind, ...(mark && { mark }), commands, text: body.join("\n") });
    } else if (mark)
      throw new Error(`${page}:${place + 1}: the mark ${mark.name} stands before a block that is not run`);
    mark = undefined;
    place = end;
  }
  return blocks;
}

function commandsOf(body: readonly string[], page: string, first: number): PageCommand[] {
  const commands: PageCommand[] = [];
  let continues = false;
  for (const [index, line] of body.entries()) {
    if (continues) {
      commands.at(-1)!.line += `\n${line}`;
      continues = line.endsWith("\\");
    } else if (line.startsWith("$ ")) {
      commands.push({ line: line.slice(2), shown: [], at: `${page}:${first + index}` });
      continues = line.endsWith("\\");
    } else if (commands.length === 0) {
      throw new Error(`${page}:${first + index}: a block of commands must begin with "$ "`);
    } else if (line !== "") commands.at(-1)!.shown.push(line);
  }
  return commands;
}

/** Lines that a page shows and that did not come, in their order. */
export function missingLines(shown: readonly string[], came: string): string[] {
  const lines = came.split("\n").map(withoutGaps);
  const missing: string[] = [];
  let place = 0;
  for (const line of shown.map(withoutGaps)) {
    if (line === "…") continue;
    const form = new RegExp(`^${line.split("…").map(escaped).join(".*")}$`);
    const found = lines.findIndex((other, index) => index >= place && form.test(other));
    if (found === -1) missing.push(line);
    else place = found + 1;
  }
  return missing;
}

/** Columns are as wide as the widest name in them: their gaps say nothing. */
const withoutGaps = (line: string): string => line.trim().replace(/\s+/g, " ");
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
