import { isMasked, secretIn } from "./classify";
import { shownSecret } from "./formats";
import { secretInHeader } from "./headers";

/** Options of one letter that take a password, by the program: of another one, `-p` may be a port. */
const passwordOptions: readonly { program: RegExp; option: RegExp; apart: boolean; after?: RegExp }[] = [
  { program: /^(mysql|mysqladmin|mysqldump|mariadb|mariadb-admin|mariadb-dump)$/, option: /^-p(?=.)/, apart: false },
  {
    program:
      /^(mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport|rabbitmqadmin|sshpass|cqlsh|cypher-shell|sqlplus)$/,
    option: /^-p/,
    apart: true,
  },
  { program: /^(docker|podman|helm|az|nerdctl|oras|skopeo)$/, option: /^-p/, apart: true, after: /^login$/ },
  { program: /^(redis-cli|valkey-cli|keydb-cli)$/, option: /^-a/, apart: true },
  { program: /^(sqlcmd|bcp)$/, option: /^-P/, apart: true },
  { program: /^(ldapsearch|ldapadd|ldapmodify|ldapwhoami)$/, option: /^-w/, apart: true },
];
/** Options that take `name:password`. */
const userOptions = /^(-u|--user|--proxy-user|-U)$/;
const usesUserOptions = /^(curl|wget|http|https)$/;
const shells = /^(sh|bash|ash|dash|zsh|ksh)$/;

/**
 * The secrets that a command shows, as a message names them.
 *
 * @param words the command and its arguments, as a container has them
 * @param within the script of which they are a statement; a word that is all of it is looked at as a word
 */
export function secretsInCommand(words: readonly string[], within?: string): string[] {
  const found: string[] = [];
  // A statement begins with its program, perhaps after variables, `until`, `timeout 5` and the like.
  const programOf = (at: number) => words.slice(0, Math.min(at, mostBefore)).map(baseName);
  let shell = false;
  for (const [at, word] of words.entries()) {
    if (shells.test(baseName(word)) && at < 3) shell = true;
    const isScript = word !== within && /\s/.test(word) && (shell || word.includes("\n")) && !/^-/.test(word);
    const what = isMasked(word)
      ? "a secret of the program"
      : isScript
        ? secretsInScript(word)[0]
        : secretInWord(word, words[at + 1], programOf(at), words[at - 1]);
    if (what !== undefined) found.push(what);
  }
  return found;
}

/** The secrets that a script of a shell shows. */
export function secretsInScript(script: string): string[] {
  if (!/\S/.test(script)) return [];
  const [, inside = script] = /^\s*\$\(([\s\S]*)\)\s*$/.exec(script) ?? [];
  const found = statementsOf(inside).flatMap((words) => secretsInCommand(words, inside));
  const shown = found.length === 0 ? shownSecret(script) : undefined;
  return shown === undefined ? found : [shown];
}

const mostBefore = 12;

const baseName = (word: string): string => word.slice(word.lastIndexOf("/") + 1);

function secretInWord(
  word: string,
  next: string | undefined,
  programs: readonly string[],
  previous: string | undefined,
): string | undefined {
  const option = /^-{0,2}([A-Za-z][\w.-]*)(?:=)([\s\S]*)$/.exec(word);
  if (option) {
    // `--set auth.password=…`, `-Dspring.datasource.password=…`, `PGPASSWORD=… psql`.
    const [, name = "", value = ""] = option;
    const inside = secretIn(word.startsWith("-D") ? name.slice(1) : name, unquoted(value));
    if (inside !== undefined) return inside;
  }
  const shown = shownSecret(word) ?? headerOf(word, previous);
  if (shown !== undefined) return shown;
  if (next !== undefined && !/^--?[A-Za-z]/.test(next)) {
    const [, flag] = /^--?([A-Za-z][\w.-]+)$/.exec(word) ?? [];
    // Redis takes a line of its configuration as arguments: `requirepass …`.
    const name = flag ?? (/^(requirepass|masterauth)$/.test(word) ? word : undefined);
    const inside = name === undefined ? undefined : secretIn(name, next);
    if (inside !== undefined && !isMasked(next)) return inside;
  }
  return ofOneLetter(word, next, programs);
}

function ofOneLetter(word: string, next: string | undefined, programs: readonly string[]): string | undefined {
  if (programs.some((program) => usesUserOptions.test(program))) {
    const [, glued] = /^-u(.+)$/.exec(word) ?? [];
    const given = userOptions.test(word) ? next : glued;
    const password = given === undefined ? undefined : /^[^:\s]*:(.+)$/.exec(given)?.[1];
    if (password !== undefined && secretIn("password", password) !== undefined) return "a password";
  }
  for (const { program, option, apart, after } of passwordOptions) {
    if (!option.test(word) || !programs.some((each) => program.test(each))) continue;
    if (after && !programs.some((each) => after.test(each))) continue;
    const glued = word.slice(2);
    const value = glued !== "" ? glued : apart ? next : undefined;
    if (value !== undefined && secretIn("password", value.replace(/^=/, "")) !== undefined) return "a password";
  }
  return undefined;
}

/** A header that a command sends: `-H "Authorization: Bearer …"`. */
function headerOf(word: string, previous: string | undefined): string | undefined {
  if (!/^(-H|--header|--headers?)$/.test(previous ?? "") && !/^-H./.test(word)) return undefined;
  const [, name, value] = /^(?:-H\s*)?["']?([\w-]+)\s*:\s*(.+?)["']?$/.exec(word) ?? [];
  return name === undefined || value === undefined ? undefined : secretInHeader(name, value);
}

const unquoted = (value: string): string => /^(["'])([\s\S]*)\1$/.exec(value)?.[2] ?? value;

/** The statements of a script as lists of words, without their quotes. What a substitution holds stays one word. */
function statementsOf(script: string): string[][] {
  const statements: string[][] = [[]];
  let word = "";
  let begun = false;
  const endWord = () => {
    if (begun) statements.at(-1)!.push(word);
    word = "";
    begun = false;
  };
  for (let at = 0; at < script.length; at += 1) {
    const character = script[at]!;
    if (character === "\\" && at + 1 < script.length) {
      at += 1;
      // A line that goes on in the next one.
      if (script[at] !== "\n") [word, begun] = [word + script[at]!, true];
    } else if (character === "'" || character === '"') {
      const end = endOfQuote(script, at);
      [word, begun] = [word + script.slice(at + 1, end), true];
      at = end;
    } else if (script.startsWith("$(", at)) {
      const end = endOfSubstitution(script, at);
      [word, begun] = [word + script.slice(at, end + 1), true];
      at = end;
    } else if (character === "#" && !begun) {
      while (at + 1 < script.length && script[at + 1] !== "\n") at += 1;
    } else if (/[;&|\n]/.test(character)) {
      endWord();
      if (statements.at(-1)!.length > 0) statements.push([]);
    } else if (/\s/.test(character)) endWord();
    else [word, begun] = [word + character, true];
  }
  endWord();
  return statements.filter((words) => words.length > 0);
}

function endOfQuote(script: string, from: number): number {
  const quote = script[from]!;
  for (let at = from + 1; at < script.length; at += 1) {
    if (script[at] === "\\" && quote === '"') at += 1;
    else if (script[at] === quote) return at;
  }
  return script.length;
}

function endOfSubstitution(script: string, from: number): number {
  let depth = 0;
  for (let at = from + 1; at < script.length; at += 1) {
    if (script[at] === "(") depth += 1;
    else if (script[at] === ")" && (depth -= 1) === 0) return at;
  }
  return script.length;
}
