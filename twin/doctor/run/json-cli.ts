import type { z } from "zod";
import type { Outcome } from "../../processes";
import type { Run } from "./command";

/** Why there is no answer. */
export type Reason = "absent" | "login" | "slow" | "refused" | "garbage";

/** What a command line tool answered. */
export type Answer<T> =
  | { seen: true; value: T }
  /** `why` completes the sentence "could not be seen: …". */
  | { seen: false; reason: Reason; why: string };

/** A question to a tool that answers in JSON, and the shape of its answer. */
export interface Question<T> {
  tool: "az" | "pulumi";
  args: readonly string[];
  shape: z.ZodType<T>;
}

/** Asks a question. It never throws: what cannot be seen is an answer too. */
export type Ask = <T>(question: Question<T>) => Promise<Answer<T>>;

/** Azure CLI: takes the arguments of a command, gives its JSON. */
export interface Az {
  ask(args: readonly string[]): Promise<Answer<unknown>>;
}

/** What az says to somebody who has to log in (again), and Entra ID's codes for it, of a token that has ended or was withdrawn. */
const loginNeeded = /az login|AADSTS(?:50078|50173|700082|70043|700084|50076|50079|65001)|InteractionRequired/;
/** What Pulumi says to somebody who has to log in. */
const pulumiLoginNeeded = /PULUMI_ACCESS_TOKEN must be set|not logged in|pulumi login/i;
/** Tokens, signatures and keys, which an error message may quote. */
const credentials = /\beyJ[\w-]+\.[\w-]+\.?[\w-]*|\b(?:sig|sv|AccountKey|client_secret|password)=[^&\s;'"]+/gi;
/** Longest part of a tool's own error message that is repeated, characters. */
const longestMessage = 240;

/** Azure CLI through `run`. */
function azOf(run: Run): Az {
  return {
    ask: async (args) =>
      read("az", args, await run("az", [...args, "--output", "json", "--only-show-errors"]), loginNeeded),
  };
}

/** Asks az and Pulumi through `run`, each question once, and checks the shape of what they answer. */
export function askThrough(run: Run): Ask {
  const az = azOf(run);
  const known = new Map<string, Promise<Answer<unknown>>>();
  const ask = async ({ tool, args }: Question<unknown>): Promise<Answer<unknown>> =>
    tool === "az" ? az.ask(args) : read("pulumi", args, await run("pulumi", args), pulumiLoginNeeded);
  return async (question) => {
    const key = JSON.stringify([question.tool, ...question.args]);
    const answer = known.get(key) ?? ask(question);
    known.set(key, answer);
    const raw = await answer;
    if (!raw.seen) return raw;
    const parsed = question.shape.safeParse(raw.value);
    if (parsed.success) return { seen: true, value: parsed.data };
    const [issue] = parsed.error.issues;
    const at = issue?.path.map(String).join(".") || "the answer";
    return { seen: false, reason: "garbage", why: `${label(question)} answered in another shape than known: ${at}` };
  };
}

function read(tool: string, args: readonly string[], outcome: Outcome, loginNeeded: RegExp): Answer<unknown> {
  const command = label({ tool, args });
  switch (outcome.kind) {
    case "absent":
      return { seen: false, reason: "absent", why: `${tool} is not on PATH` };
    case "slow":
      return { seen: false, reason: "slow", why: `${command} had not answered after ${outcome.seconds} s` };
    case "done":
      break;
  }
  if (outcome.exitCode !== 0) {
    const message = errorOf(outcome.stderr);
    const reason = loginNeeded.test(outcome.stderr) ? "login" : "refused";
    return { seen: false, reason, why: `${command} failed: ${message || `exit code ${outcome.exitCode}`}` };
  }
  try {
    return { seen: true, value: JSON.parse(outcome.stdout) as unknown };
  } catch {
    return { seen: false, reason: "garbage", why: `${command} answered something that is no JSON` };
  }
}

/** The command without its options: `az vm list-usage`. */
function label({ tool, args }: Pick<Question<unknown>, "args"> & { tool: string }): string {
  const end = args.findIndex((arg) => arg.startsWith("-"));
  return [tool, ...args.slice(0, end < 0 ? undefined : end)].join(" ");
}

/** The first line of an error message, without what must not be repeated. */
function errorOf(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const line = lines.find((name) => /^error:/i.test(name)) ?? lines.find((name) => name !== "") ?? "";
  return line
    .replace(/^error:\s*/i, "")
    .replace(credentials, "[hidden]")
    .slice(0, longestMessage);
}
