import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { KeyListError, parseKeyList, sha256Of } from "./key-list";

/** A command's end. */
interface Said {
  code: 0 | 2;
  /** For standard output, or for standard error where the code is not 0. */
  text: string;
}

/** Options that are numbers, by the property of the entry that each sets. */
const numbers = {
  requestsPerMinute: "requests-per-minute",
  tokensPerMinute: "tokens-per-minute",
  tokensPerDay: "tokens-per-day",
  dollarsPerDay: "dollars-per-day",
  maxTokens: "max-tokens",
  maxN: "max-n",
} as const;

/** Options that are lists by commas. */
const lists = { models: "models", useCases: "use-cases" } as const;

const help = `Makes an API key for the app. It is shown once; the list of keys gets its digest.

  npm run key -w app -- --name shop --owner team-shop [options]

  --name NAME                 name in metrics, logs and budgets; one of a kind (needed)
  --owner OWNER               whose it is: the user of its conversations and tasks (needed)
  --models A,B                models that may answer it; all where left out
  --use-cases A,B             use cases that it may name; all where left out
  --requests-per-minute N     --tokens-per-minute N
  --tokens-per-day N          --dollars-per-day N
  --max-tokens N              bound of one answer
  --max-n N                   most answers to one request
  --expires DATE              from when it is refused, for example 2027-01-31
  --help                      this text

Everything about the list: docs/keys.md
`;

const text = { type: "string" } as const;
const options = {
  name: text,
  owner: text,
  expires: text,
  help: { type: "boolean" },
  ...Object.fromEntries([...Object.values(numbers), ...Object.values(lists)].map((name) => [name, text])),
} as const;

/** Makes a key and its entry as the command's arguments say. */
export function makeKey(args: readonly string[]): Said {
  let given: Record<string, string | boolean | undefined>;
  try {
    given = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return wrong([(error as Error).message.split("\n")[0]!]);
  }
  if (given.help === true) return { code: 0, text: help };
  // 256 bits cannot be guessed, so a plain digest keeps the key as well as a slow one would.
  const key = `bw-${randomBytes(32).toString("base64url")}`;
  const entry: Record<string, unknown> = { name: given.name, owner: given.owner, sha256: sha256Of(key) };
  for (const [property, option] of Object.entries(lists)) {
    if (given[option] !== undefined) entry[property] = String(given[option]).split(",");
  }
  for (const [property, option] of Object.entries(numbers)) {
    if (given[option] !== undefined) entry[property] = given[option] === "" ? null : Number(given[option]);
  }
  if (given.expires !== undefined) entry.expires = given.expires;
  try {
    parseKeyList(JSON.stringify({ keys: [entry] }));
  } catch (error) {
    if (!(error instanceof KeyListError)) throw error;
    return wrong(error.problems.map(inOptions));
  }
  return {
    code: 0,
    text: `The key, shown this once, for ${String(given.owner)}:\n\n  ${key}\n\nIts entry, for "keys" of the list:\n\n${JSON.stringify(entry, null, 2)}\n`,
  };
}

/** A problem of the entry in the words of the command. */
function inOptions(problem: string): string {
  const said = problem.replace(/^(key ".*"|keys\[0\]): /, "");
  const property = /^\w+/.exec(said)?.[0] ?? "";
  const option = { ...numbers, ...lists }[property as keyof typeof numbers | keyof typeof lists] ?? property;
  return `--${option}${said.slice(property.length)}`;
}

function wrong(problems: readonly string[]): Said {
  return {
    code: 2,
    text: `${problems.map((problem) => `${problem}\n`).join("")}--help tells how the command is used.\n`,
  };
}

if (require.main === module) {
  const { code, text: said } = makeKey(process.argv.slice(2));
  (code === 0 ? process.stdout : process.stderr).write(said);
  process.exitCode = code;
}
