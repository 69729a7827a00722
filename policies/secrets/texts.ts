import { isMasked, secretIn } from "./classify";
import { secretsInScript } from "./commands";
import { shownSecret } from "./formats";
import { namedSecret } from "./names";

/** Whether a text has a word at all without which no line of it is looked at. */
const speaksOfSecrets =
  /pass|\buser\s|pwd|secret|token|key|auth|cred|license|identified|:\/\/|sig=|-----BEGIN|xox|salt|\bpat\b/i;
/** Files in which what stands without quotes is code. */
const code =
  /\.(py|js|mjs|cjs|ts|tsx|jsx|lua|go|rb|java|kt|cs|php|pl|rs|tpl|tmpl|gotmpl|html?|css|md|sql|graphql|proto|rego|jq|r)$/i;
const scripts = /\.(sh|bash|zsh)$/i;

/** One setting in a line of a file: YAML, JSON, INI, properties, TOML, `.env`, and what code sets to a text. */
const setting =
  /^\s*(?:-\s+)?(?:export\s+|set\s+|const\s+|let\s+|var\s+|local\s+|ENV\s+)?["']?([A-Za-z_][\w.-]*)["']?\s*(?:=>|:=|=|:)\s*(.*?)\s*$/;
/** Settings within a line: of JSON in one line, and attributes of XML. In braces an equals sign asks for a label. */
const members = /["']?([A-Za-z_][\w.-]*)["']?\s*:\s*"((?:[^"\\]|\\.)*)"/g;
const attributes = /([A-Za-z_][\w.-]*)\s*=\s*"([^"]*)"/g;
const element = /<([A-Za-z][\w.-]*)>([^<>]+)<\/\1>/g;
/** Lines that speak another language: Redis, SQL, netrc. */
const directives: readonly RegExp[] = [
  /^\s*(?:requirepass|masterauth|sentinel auth-pass \S+)\s+["']?([^\s"']+)/,
  /^\s*user\s+\S+\s.*?[\s]>(\S+)/,
  /\bIDENTIFIED\s+(?:WITH\s+\S+\s+)?BY\s+'([^']+)'/i,
  /\b(?:USER|ROLE|LOGIN)\b.*\bPASSWORD\s*=?\s*'([^']+)'/i,
  /\blogin\s+\S+\s+password\s+(\S+)/,
];

/**
 * The secret that a text of several settings shows, such as a file in a ConfigMap, as a message names it; `undefined` where it shows none.
 *
 * @param file its name, which tells code from settings: `application.yaml`, `init.sh`
 */
export function secretInText(file: string, text: string): string | undefined {
  if (isMasked(text)) return "a secret of the program";
  if (!speaksOfSecrets.test(text)) return undefined;
  const shown = shownSecret(text);
  if (shown !== undefined) return shown;
  if (scripts.test(file) || /^#!.*\b(ba|da|k|z)?sh\b/.test(text)) return secretsInScript(text)[0];
  const isCode = code.test(file) || /^#!/.test(text);
  for (const line of text.split("\n")) {
    if (line.length > longestLine || !speaksOfSecrets.test(line) || /^\s*(#|\/\/|;|--|\*)/.test(line)) continue;
    const found = secretInLine(line, isCode);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is longer is data of a program, or a file in one line, which is looked at by its forms alone. */
const longestLine = 20_000;

function secretInLine(line: string, isCode: boolean): string | undefined {
  for (const directive of directives) {
    const password = directive.exec(line)?.[1];
    if (password !== undefined && secretIn("password", password) !== undefined) return "a password";
  }
  const [, name = "", value = ""] = setting.exec(line) ?? [];
  const literal = literalOf(value, isCode);
  const found = literal === undefined ? undefined : certainly(name, literal);
  if (found !== undefined) return found;
  for (const pattern of line.includes("{") ? [members, element] : [members, attributes, element]) {
    for (const [, inner = "", quoted = ""] of line.matchAll(pattern)) {
      const inside = certainly(inner, quoted);
      if (inside !== undefined) return inside;
    }
  }
  return undefined;
}

/** In a file there are more names than secrets: one that only may hold a secret counts where the value was drawn. */
const certainly = (name: string, value: string): string | undefined =>
  namedSecret(name) === undefined ? undefined : secretIn(name, value, { namesSecrets: true });

/** What a setting's value says literally; `undefined` for an expression, and for a sentence. */
function literalOf(value: string, isCode: boolean): string | undefined {
  const [, , quoted, rest] = /^(["'])((?:[^"'\\]|\\.)*)\1(.*)$/.exec(value) ?? [];
  if (quoted !== undefined) return /^\s*([,;#)}\]].*)?$/.test(rest ?? "") ? quoted : undefined;
  if (isCode) return undefined;
  const plain = value.replace(/\s+[#;].*$/, "").replace(/[,;]$/, "");
  return /[\s(){}[\]|&*!]/.test(plain) ? undefined : plain;
}
