import { isReference } from "./values";

/** A form by which a secret can be told wherever it stands. */
interface Format {
  /** As a message names it. */
  what: string;
  pattern: RegExp;
}

/** As a message names the one secret that no name makes public. */
export const privateKey = "a private key";

/*
 * Forms that their issuers gave to tokens so that they can be found. Facts from gitleaks' rules
 * (https://github.com/gitleaks/gitleaks/blob/v8.28.0/config/gitleaks.toml), GitHub's list of patterns
 * (https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns) and the issuers' own pages. None begins in the middle of a word:
 * `task-…` holds no `sk-…`.
 */
const formats: readonly Format[] = [
  {
    what: privateKey,
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])*[A-Za-z0-9+/]{4}|\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/,
  },
  // The part after the last prefix holds letters and figures: `sk-no-key-required` is what people give a server without keys.
  { what: "an API key", pattern: /(?<![\w-])sk-(?:[\w]+-)*(?=[\w]*\d)(?=[\w]*[A-Za-z])\w{12,}/ },
  { what: "an API key", pattern: /(?<![\w-])[sr]k_(?:live|test|prod)_\w{10,}/ },
  {
    what: "an API key",
    pattern:
      /(?<![\w-])(?:gsk_\w{30,}|r8_\w{30,}|pplx-\w{30,}|nvapi-[\w-]{30,}|xai-\w{40,}|tvly-[\w-]{20,}|lsv2_[ps]t_\w{20,})/,
  },
  { what: "a token of GitHub", pattern: /(?<![\w-])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{22,})/ },
  { what: "a token of GitLab", pattern: /(?<![\w-])gl(?:pat|dt|rt|cbt|ptt|soat)-[\w-]{16,}/ },
  { what: "a token of Slack", pattern: /(?<![\w-])xox[abeoprs]-[\w-]{10,}|(?<![\w-])xapp-\d-[\w-]{10,}/ },
  { what: "a token of Hugging Face", pattern: /(?<![\w-])hf_[A-Za-z0-9]{20,}/ },
  { what: "an access key of AWS", pattern: /(?<![\w-])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/ },
  { what: "an API key of Google", pattern: /(?<![\w-])(?:AIza[\w-]{35}|GOCSPX-[\w-]{20,})/ },
  { what: "a client secret of Entra ID", pattern: /(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/ },
  {
    what: "a token",
    pattern:
      /(?<![\w-])(?:npm_[A-Za-z0-9]{30,}|pypi-[\w-]{50,}|dckr_pat_[\w-]{20,}|dop_v1_[a-f0-9]{64}|dapi[a-f0-9]{32}|gls?[ac]_[\w+/=]{30,}|pul-[a-f0-9]{40}|hvs\.[\w-]{24,}|SG\.[\w-]{16,}\.[\w-]{16,}|whsec_[\w+/=]{20,}|ATATT3[\w=-]{20,}|lin_api_\w{30,})/,
  },
  { what: "a token of a bot", pattern: /(?<![\w-])\d{8,10}:AA[\w-]{32,34}(?![\w-])/ },
  { what: "a signed token (JWT)", pattern: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/ },
  {
    what: "the address of a webhook",
    pattern:
      /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9]\w*\/\w+\/\w{8,}|discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}|webhook\.office\.com\/webhookb2\/[\w@-]{20,}/,
  },
];

/** A shared key in a connection string of Azure, and a signature that stands for one: the key of a client, not the identity of a pod. */
const azureKeys =
  /\b(?:AccountKey|SharedAccessKey|SharedSecretValue|AccessKey|SharedAccessSignature)=("?[^;"'\s]{6,})/gi;
const azureSignature = /(?:^|[?&;\s"'])sig=([\w%+/=-]{10,})/gi;
/** The password in an address, by RFC 3986's userinfo. A name alone is none: `https://key@o1.ingest.sentry.io/2`. */
const urlPassword = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@"'<>]*:([^\s/?#@"']+)@/gi;
/** What follows the scheme in a header of HTTP. */
const authorization = /\bauthorization["']?\s*[:=,]?\s*["']?(?:Basic|Bearer|Token|ApiKey)\s+([^\s"',;]{6,})/gi;

/** What one of the formats begins with: most texts have none of it, and some are long. */
const beginnings =
  /PRIVATE KEY|SECRET-KEY|sk-|[sr]k_|r8_|pplx-|nvapi-|xai-|tvly-|lsv2_|gh[pousr]_|github_pat|glp|gl[drcs]|xox|xapp-|hf_|A3T|A[KSB]IA|ACCA|AIza|GOCSPX|Q~|npm_|pypi-|dckr_|dop_|dapi|pul-|hvs\.|SG\.|whsec_|ATATT3|lin_api|:AA|eyJ|webhook|hooks\./;

/** The secret that a text shows by its form, wherever in it that stands, as a message names it; `undefined` where there is none. */
export function shownSecret(text: string): string | undefined {
  const format = beginnings.test(text) ? formats.find(({ pattern }) => pattern.test(text)) : undefined;
  if (format !== undefined) return format.what;
  if (text.includes("://") && text.includes("@") && anyLiteral(text, urlPassword)) return "a password in an address";
  if (text.includes("=") && anyLiteral(text, azureKeys)) return "a key in a connection string";
  if (text.includes("sig=") && anyLiteral(text, azureSignature)) return "a shared access signature";
  return /uthorization|UTHORIZATION/.test(text) && anyLiteral(text, authorization)
    ? "the credential of an Authorization header"
    : undefined;
}

/** Whether a pattern's first group matches something that is not itself a reference. */
function anyLiteral(text: string, pattern: RegExp): boolean {
  for (const [, found = ""] of text.matchAll(pattern)) if (!standsForAnother(found)) return true;
  return false;
}

/** A part of a text that names a variable or a place to fill in: `$(PASSWORD)`, `{password}`, `<key>`, `***`, `xxxx`. */
const standsForAnother = (part: string): boolean =>
  isReference(part) || /[{}<>]|^\$|^(\*+|x+|X+|\.+|\[.*)$/.test(part) || part === "REDACTED";
