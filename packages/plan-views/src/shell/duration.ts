import { type Program, scriptOf, startedBy } from "./programs";
import type { Command, Part, Script } from "./script";
import { literal, type Variables, type Word } from "./words";

/** How long something runs for certain, seconds, where its commands succeed, and whether the script may end with it. */
interface Run {
  seconds: number;
  ends: boolean;
}

/**
 * How long a list of arguments runs at least, seconds, as far as it says so: what it sleeps. Scripts are read as they run where their
 * commands succeed. What a condition, a loop or a variable decides counts as nothing, and so does what stands behind a command that
 * may end the container.
 */
export const leastSeconds = (argv: readonly string[], variables: Variables): number =>
  commandRun({ kind: "command", words: argv.map(literal), redirected: [] }, variables).seconds;

function scriptRun(script: Script, variables: Variables): Run {
  let seconds = 0;
  let inBackground = 0;
  let isConditional = false;
  let last: Part | undefined;
  for (const { part, after, isBackground } of script) {
    if (after === ";") isConditional = false;
    else isConditional ||= last !== undefined && isCondition(last);
    last = part;
    if (after === "||" || isConditional) {
      // What fails is not foreseen, but a condition may be either.
      if (isConditional && mayEnd(part)) return { seconds, ends: true };
      continue;
    }
    const run = partRun(part, variables);
    if (isBackground) {
      inBackground = Math.max(inBackground, seconds + run.seconds);
      continue;
    }
    seconds += run.seconds;
    if (part.kind === "command" && startedBy(part.words).program.name === "wait")
      seconds = Math.max(seconds, inBackground);
    if (run.ends) return { seconds, ends: true };
  }
  return { seconds, ends: false };
}

function partRun(part: Part, variables: Variables): Run {
  switch (part.kind) {
    case "command":
      return commandRun(part, variables);
    case "pipe":
      return { seconds: Math.max(...part.parts.map((inner) => partRun(inner, variables).seconds)), ends: false };
    case "group": {
      const { seconds, ends } = scriptRun(part.script, variables);
      return { seconds, ends: ends && !part.isSubshell };
    }
    case "branches":
      return { seconds: 0, ends: part.scripts.some((script) => script.some((step) => mayEnd(step.part))) };
  }
}

function commandRun({ words }: Command, variables: Variables): Run {
  const { program, timeLimit } = startedBy(words);
  const ends = words[0]?.text === "exec" || endsScript(program);
  const script = scriptOf(program, variables);
  const seconds = script ? scriptRun(script, variables).seconds : sleptBy(program);
  const limit = timeLimit && (timeOf(timeLimit) ?? 0);
  return { seconds: limit === undefined ? seconds : Math.min(seconds, limit), ends };
}

/** GNU's `sleep` adds its arguments up. https://www.gnu.org/software/coreutils/manual/html_node/sleep-invocation.html */
function sleptBy({ name, args }: Program): number {
  if (name === "sleep") return args.reduce((sum, word) => sum + (timeOf(word) ?? 0), 0);
  if (name === "usleep") return Number(args[0]?.text ?? 0) / 1e6 || 0;
  if (/^(pwsh|powershell)$/i.test(name)) return sleptByPowerShell(args.map(({ text }) => text).join(" "));
  // An interpreter that is given nothing but a sleep.
  const [, code] =
    /^(?:python[\d.]*|perl|ruby) -[ce] ([^]*)$/.exec([name, ...args.map(({ text }) => text)].join(" ")) ?? [];
  return Number(/^(?:import time[;\s]+time\.)?sleep[\s(]*(\d+(?:\.\d+)?)\)?;?\s*$/.exec(code ?? "")?.[1] ?? 0);
}

const times: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A time as `sleep` and `timeout` take it, seconds; `undefined` for one that is not known or none. */
function timeOf({ text, isKnown }: Word): number | undefined {
  const [, count, unit = "s"] = /^(\d+\.?\d*|\.\d+|inf(?:inity)?)([smhd])?$/i.exec(text) ?? [];
  if (!isKnown || count === undefined) return undefined;
  return (/^inf/i.test(count) ? Infinity : Number(count)) * times[unit.toLowerCase()]!;
}

/** https://learn.microsoft.com/powershell/module/microsoft.powershell.utility/start-sleep */
function sleptByPowerShell(script: string): number {
  // A block may be a loop's or a condition's.
  if (script.includes("{")) return 0;
  const sleeps = script.matchAll(
    /\b(?:Start-Sleep|sleep)\s+(?:(-s(?:econds)?|-m(?:illiseconds)?)[\s:]+)?(\d+(?:\.\d+)?)/gi,
  );
  return Array.from(sleeps, ([, unit = "-s", count]) => Number(count) / (/^-m/i.test(unit) ? 1000 : 1)).reduce(
    (a, b) => a + b,
    0,
  );
}

/** Programs that answer a question by their exit code. */
const questions = /^(\[|\[\[|test|e?f?grep|pgrep|pidof|which|type|false|expr|cmp|diff)$/;

function isCondition(part: Part): boolean {
  if (part.kind === "branches") return true;
  if (part.kind === "pipe") return isCondition(part.parts.at(-1)!);
  if (part.kind === "group") return part.script.length > 0 && isCondition(part.script.at(-1)!.part);
  const [first, second] = part.words;
  if (first?.text === "command" && /^-[vV]$/.test(second?.text ?? "")) return true;
  const { name, args } = startedBy(part.words).program;
  return questions.test(name) || isProbing(name, args);
}

/** `kill -0` only asks whether a process is there. */
const isProbing = (name: string, args: readonly Word[]) =>
  /^(kill|killall|pkill)$/.test(name) && args[0]?.text === "-0";

/** Whether a script, or the container that it runs in, may end with a part. */
function mayEnd(part: Part): boolean {
  if (part.kind === "command") return part.words[0]?.text === "exec" || endsScript(startedBy(part.words).program);
  if (part.kind === "group") return part.script.some((step) => mayEnd(step.part));
  if (part.kind === "branches") return part.scripts.some((script) => script.some((step) => mayEnd(step.part)));
  return false;
}

/** With the container's process its hook ends too: what is told to stop, or a process that gets a signal, may be that. */
function endsScript({ name, args }: Program): boolean {
  if (/^(exit|return|break|continue)$/.test(name)) return true;
  if (/^(kill|killall|pkill)$/.test(name)) return !isProbing(name, args);
  return args.some(({ text }) => /^(quit|stop|graceful-stop|shutdown|poweroff)$/i.test(text));
}
