import { commandsIn, readScript, type Script } from "./script";
import { literal, type Variables, type Word } from "./words";

/** A program and what it is given, without what only starts it. */
export interface Program {
  /** Without its folder: `sleep` of `/bin/sleep`. Empty where it is not known. */
  name: string;
  args: readonly Word[];
  /** What its redirections read and write. */
  redirected: readonly Word[];
}

/** Programs that start the program among their arguments, and options of theirs that take a value. */
const starters: Readonly<Record<string, RegExp>> = {
  exec: /^-a$/,
  command: /^$/,
  builtin: /^$/,
  nohup: /^$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  env: /^-[uC]$/,
  time: /^$/,
  sudo: /^-[ugh]$/,
  setsid: /^$/,
  stdbuf: /^-[ioe]$/,
  busybox: /^$/,
  toybox: /^$/,
  tini: /^-[ep]$/,
  "dumb-init": /^-r$/,
  gosu: /^$/,
  "su-exec": /^$/,
  xargs: /^-[nILP]$/,
  timeout: /^-[ks]$|^--(kill-after|signal)$/,
};

/** Starters whose first argument is none of the program's: a time, a user. */
const takesFirst = /^(timeout|gosu|su-exec)$/;

const shells = /^(ba|da|a|z|k|mk)?sh$/;

const nameOf = (word: Word | undefined): string =>
  word?.isKnown ? /[^/\\]*$/.exec(word.text)![0].replace(/\.exe$/i, "") : "";

/** A started program, and what it is started by. */
export interface Started {
  program: Program;
  /** Argument of `timeout`, if one of them is. */
  timeLimit?: Word;
}

/** The program that a command comes down to. */
export function startedBy(words: readonly Word[], redirected: readonly Word[] = []): Started {
  const [first, ...args] = words;
  const name = nameOf(first);
  const valued = Object.hasOwn(starters, name) ? starters[name] : undefined;
  const program = { name, args, redirected };
  if (valued === undefined) return { program };
  let at = 0;
  for (; at < args.length; at += 1) {
    const { text } = args[at]!;
    if (valued.test(text)) at += 1;
    else if (!text.startsWith("-") && !(name === "env" && /^\w+=/.test(text))) break;
  }
  const taken = takesFirst.test(name) ? args[at++] : undefined;
  if (at >= args.length) return { program };
  const inner = startedBy(args.slice(at), redirected);
  return { ...(name === "timeout" && taken !== undefined && { timeLimit: taken }), ...inner };
}

/** The script that a shell is given; `undefined` for any other program, and where the script is not known. */
export function scriptOf({ name, args }: Program, variables: Variables): Script | undefined {
  if (!shells.test(name)) return undefined;
  const options = args.findIndex(({ text }) => /^-[a-z]*c[a-z]*$/.test(text));
  const script =
    options === -1
      ? undefined
      : args.slice(options + 1).find(({ text }) => !/^[-+]o?$|^-[a-z]+$|^pipefail$/.test(text));
  return script?.isKnown ? readScript(script.text, variables) : undefined;
}

/** All programs that a list of arguments runs, those of the scripts that it gives to a shell included. */
export function programsOf(argv: readonly string[], variables: Variables): Program[] {
  return within(argv.map(literal), [], variables);
}

function within(words: readonly Word[], redirected: readonly Word[], variables: Variables): Program[] {
  const { program } = startedBy(words, redirected);
  const script = scriptOf(program, variables);
  if (script === undefined) return [program];
  return commandsIn(script, variables).flatMap((command) => within(command.words, command.redirected, variables));
}
