import { literal, type Operator, type Token, tokensOf, UnreadableScript, type Variables, type Word } from "./words";

/** One program with its arguments. */
export interface Command {
  kind: "command";
  words: readonly Word[];
  /** What its redirections read and write. */
  redirected: readonly Word[];
}

/** A part of a script that runs as one. */
export type Part =
  | Command
  /** They run at the same time. */
  | { kind: "pipe"; parts: readonly Part[] }
  | { kind: "group"; script: Script; isSubshell: boolean }
  /** `if`, loops, `case`, functions, `!`: which of them run, and how often, shows when they run. */
  | { kind: "branches"; scripts: readonly Script[] };

/** A part, and when it comes to it: at any rate, or after the success or the failure of what stands before it. */
export interface Step {
  part: Part;
  after: ";" | "&&" | "||";
  isBackground: boolean;
}

export type Script = readonly Step[];

/** A shell script, read; `undefined` where this reader does not know what stands in it. */
export function readScript(text: string, variables: Variables): Script | undefined {
  // What a script sets by itself is no longer what the container has.
  const own = new Set(
    Array.from(
      text.matchAll(/\b(?:([A-Za-z_]\w*)=|(?:for|read|export|local)\s+([A-Za-z_]\w*))/g),
      ([, a, b]) => a ?? b,
    ),
  );
  try {
    const parser = new Parser(tokensOf(text, new Map([...variables].filter(([name]) => !own.has(name)))));
    return parser.whole();
  } catch (error) {
    if (error instanceof UnreadableScript) return undefined;
    throw error;
  }
}

/** The commands of a script wherever they stand in it, those of its command substitutions included. */
export function commandsIn(script: Script, variables: Variables): Command[] {
  return script.flatMap(({ part }) => commandsOf(part, variables));
}

function commandsOf(part: Part, variables: Variables): Command[] {
  if (part.kind === "pipe") return part.parts.flatMap((inner) => commandsOf(inner, variables));
  if (part.kind === "group") return commandsIn(part.script, variables);
  if (part.kind === "branches") return part.scripts.flatMap((script) => commandsIn(script, variables));
  const substituted = [...part.words, ...part.redirected].flatMap(({ substitutions }) => substitutions);
  return [part, ...substituted.flatMap((text) => commandsIn(readScript(text, variables) ?? [], variables))];
}

const ends: Readonly<Record<string, string>> = { if: "fi", while: "done", until: "done", for: "done", select: "done" };
const separators: ReadonlySet<string> = new Set(["then", "do", "else", "elif", "fi", "done"]);
const assignment = /^[A-Za-z_]\w*\+?=/;

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Script {
    const script = this.script(() => false);
    if (this.at < this.tokens.length) throw new UnreadableScript();
    return script;
  }

  /** Steps until the end, a `)`, or a reserved word at which the script stops. */
  private script(stops: (reserved: string) => boolean): Script {
    const steps: Step[] = [];
    let after: Step["after"] = ";";
    for (;;) {
      while (this.is(";")) this.at += 1;
      const { reserved } = this;
      if (this.at >= this.tokens.length || this.is(")") || (reserved !== undefined && stops(reserved))) {
        return steps;
      }
      const part = this.pipe();
      const isBackground = this.is("&");
      steps.push({ part, after, isBackground });
      after = this.is("&&") ? "&&" : this.is("||") ? "||" : ";";
      if (after !== ";" || isBackground || this.is(";")) this.at += 1;
    }
  }

  private pipe(): Part {
    const parts = [this.part()];
    while (this.is("|")) {
      this.at += 1;
      parts.push(this.part());
    }
    return parts.length === 1 ? parts[0]! : { kind: "pipe", parts };
  }

  private part(): Part {
    const { reserved } = this;
    if (this.is("(")) {
      this.at += 1;
      const script = this.script(() => false);
      this.take(")");
      return this.redirecting({ kind: "group", script, isSubshell: true });
    }
    if (reserved === "{") return this.redirecting(this.braces());
    if (reserved === "!") {
      this.at += 1;
      return { kind: "branches", scripts: [[{ part: this.part(), after: ";", isBackground: false }]] };
    }
    if (reserved !== undefined && reserved in ends) return this.redirecting(this.compound(ends[reserved]!));
    if (reserved === "case") return this.redirecting(this.cases());
    if (reserved === "function" || separators.has(reserved ?? "")) throw new UnreadableScript();
    return this.command();
  }

  private braces(): Part {
    this.at += 1;
    const script = this.script((word) => word === "}");
    if (this.reserved !== "}") throw new UnreadableScript();
    this.at += 1;
    return { kind: "group", script, isSubshell: false };
  }

  private compound(end: string): Part {
    const scripts: Script[] = [];
    do {
      // The reserved word: what follows `for` are words, which are no commands of their own.
      const { reserved } = this;
      this.at += 1;
      const script = this.script((word) => separators.has(word));
      if (reserved !== "for" && reserved !== "select") scripts.push(script);
      if (this.reserved === undefined) throw new UnreadableScript();
    } while (this.reserved !== end);
    this.at += 1;
    return { kind: "branches", scripts };
  }

  /** What the branches of a `case` do is left aside. */
  private cases(): Part {
    for (let depth = 0; this.at < this.tokens.length;) {
      const { reserved } = this;
      this.at += 1;
      if (reserved === "case") depth += 1;
      if (reserved === "esac") depth -= 1;
      if (depth === 0) return { kind: "branches", scripts: [unreadBranch] };
    }
    throw new UnreadableScript();
  }

  private command(): Part {
    const words: Word[] = [];
    const redirected: Word[] = [];
    for (
      let token = this.tokens[this.at];
      token !== undefined && !("operator" in token);
      token = this.tokens[this.at]
    ) {
      if ("redirected" in token) redirected.push(token.redirected);
      else if (words.length > 0 || !assignment.test(token.word.text)) words.push(token.word);
      this.at += 1;
    }
    if (this.is("(")) {
      // `name() …` only says what `name` is to do.
      this.at += 1;
      this.take(")");
      while (this.is(";")) this.at += 1;
      return { kind: "branches", scripts: [[{ part: this.part(), after: ";", isBackground: false }]] };
    }
    return { kind: "command", words, redirected };
  }

  private redirecting(part: Part): Part {
    while (this.tokens[this.at] !== undefined && "redirected" in this.tokens[this.at]!) this.at += 1;
    return part;
  }

  private take(operator: Operator): void {
    if (!this.is(operator)) throw new UnreadableScript();
    this.at += 1;
  }

  private is(operator: Operator): boolean {
    const token = this.tokens[this.at];
    return token !== undefined && "operator" in token && token.operator === operator;
  }

  /** The word here where it may be one of the shell's own: none that is quoted is. */
  private get reserved(): string | undefined {
    const token = this.tokens[this.at];
    return token !== undefined && "word" in token && !token.isQuoted ? token.word.text : undefined;
  }
}

/** Stands for branches that are not read: they may end the script. */
const unreadBranch: Script = [
  { part: { kind: "command", words: [literal("exit")], redirected: [] }, after: ";", isBackground: false },
];
