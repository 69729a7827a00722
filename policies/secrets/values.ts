/** What says in a value that the secret stands elsewhere: a variable, a template, a vault's address, a masked place. */
const references: readonly RegExp[] = [
  // Kubernetes', a shell's, Helm's, printf's and Python's own variables; `<password>` in an example; `[PAD]` of a tokenizer.
  /\$\(|\$\{|\{\{|\}\}|%\(|%[sdv]\b|^%\w+%$/,
  /^\$[A-Za-z_][\w.:-]*$|\$[A-Z_][A-Z0-9_]+|`/,
  /^<[^<>]*>$|^\{[\w.:-]+\}$|^\[[^[\]]*\]$|^\{%.*%\}$/,
  // Grafana (`$__file{…}`), SOPS and Ansible, vault injectors, 1Password, AWS, Google, App Service and Container Apps.
  /^\$__\w+\{|^ENC\[|^\$ANSIBLE_VAULT|^vault:|^secret(ref)?:|^@Microsoft\.KeyVault\(/i,
  /^(ref\+\w+|op|sm|gcpsm|awssm|akvs?|azurekeyvault|keyvault|secrets?|file|env|keyring|conjur|akeyless|doppler|bws):(\/\/)?/i,
  /^arn:aws|^projects\/[^/]+\/secrets\/|^\/subscriptions\//i,
  /\b(os\.environ|getenv|process\.env|System\.getenv|env\.[A-Z])/,
];

const switches = new Set(
  "true false yes no on off y n enabled disabled enable disable none null nil undefined unset empty optional required always never auto basic bearer digest oauth oauth2 oidc saml ldap jwt kubernetes k8s azure vault file env environment memory static prompt random generated generate inherit any all n/a na anonymous include omit same-origin".split(
    " ",
  ),
);

/** What people write where a client wants a key and its server none, or where somebody is to write one. `changeme` is none of these: it works. */
const placeholders =
  /^(not?[-_ ]?(key|token|needed|used|required|set|applicable|secret|password|auth)([-_ ].*)?|(sk-)?(no|not|dummy|fake|unused|placeholder|ignored|anything|whatever|redacted|masked|hidden|todo|tbd|fixme|sk-no)([-_ ].*)?|sk-(xxx+|placeholder)|your[-_ ].*|<?insert[-_ ].*|replace[-_ ].*|replaceme|.*[-_ ](here|placeholder([-_ ]?\d+)?)|x{3,}|\*+|\.{3,}|-+|_+)$/i;

const sizesAndTimes = /^-?\d+(\.\d+)?\s?(ns|us|ms|s|m|h|d|w|y|min|sec|seconds|minutes|hours|days|[kmgtp]i?b?|%)?$/i;
const paths =
  /^(~|\.{1,2})?(\/[\w.@%+:-]+)+\/?$|^[A-Za-z]:\\|^\/$|^[\w.-]+(\/[\w.-]+)*\.(pem|key|crt|cer|txt|json|ya?ml|jwt|token|p12|pfx|jks|env|conf|ini)$/;
const openText =
  /^-----BEGIN (CERTIFICATE|[A-Z0-9 ]*PUBLIC KEY|CERTIFICATE REQUEST|X509 CRL)|^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-\S+) /;
/** A hash of a password lets nobody in by itself; an encrypted one is kept for its owner. */
const hashes =
  /^([\w.@-]+:)?(\$(2[abxy]|argon2\w*|5|6|pbkdf2[\w-]*|apr1|scram[\w-]*)\$|\{(SSHA|SHA|PBKDF2|BCRYPT)\w*\}|SCRAM-SHA-\d+\$|md5[0-9a-f]{32}$)/i;
const url = /^[a-z][a-z0-9+.-]*:\/\/\S*$/i;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Also the key of a label or an annotation, which begins with one. */
const host = /^([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?(\/[\w.-]+)?$/i;
const digest = /\bsha(1|256|384|512)[:-]/i;
const email = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;

/** Whether a value stands for a secret that is elsewhere. */
export const isReference = (value: string): boolean => references.some((pattern) => pattern.test(value));

/**
 * Whether a value cannot be the secret that its name speaks of: nothing, a reference, a switch, a count, a path, an address, a marker.
 *
 * @param noun what the name calls it: a password may consist of figures only, a token or a key of that kind is a count
 */
export function isNoSecret(value: string, noun: string): boolean {
  const text = value.trim();
  if (text === "" || isReference(text) || switches.has(text.toLowerCase()) || placeholders.test(text)) return true;
  // Of figures alone are counts and switches; four of them or more may be a password.
  if (/^-?\d+(\.\d+)?$/.test(text)) return !["password", "secret"].includes(noun) || text.length < 4;
  if (sizesAndTimes.test(text) && noun !== "password") return true;
  // Without a letter or a figure it marks a place in a text: `###`, `</s>`, `<|eot_id|>`.
  if (!/[A-Za-z0-9]/.test(text) || /^<.*>$/.test(text)) return true;
  return paths.test(text) || openText.test(text) || hashes.test(text) || url.test(text);
}

/**
 * Whether a value was drawn rather than thought of. Gitleaks asks for 3.5 bits a character of a key, detect-secrets for 3 of one in
 * hexadecimals (https://github.com/gitleaks/gitleaks/blob/v8.28.0/config/gitleaks.toml,
 * https://github.com/Yelp/detect-secrets/blob/v1.5.0/detect_secrets/plugins/high_entropy_strings.py).
 */
export function looksDrawn(value: string): boolean {
  const text = value.trim();
  if (text.length < 16 || !looksMadeUp(text)) return false;
  return bitsPerCharacter(text) >= (/^[0-9a-f]+$/i.test(text) ? 3 : 3.5);
}

/** Whether a value is at least no word, name or address, which may be short: for a place that is for secrets alone. */
export function looksMadeUp(value: string): boolean {
  const text = value.trim();
  if (text.length < 8 || /[\s()[\]{}]/.test(text) || isNoSecret(text, "key")) return false;
  if ([uuid, email, host, digest].some((pattern) => pattern.test(text))) return false;
  return /[A-Za-z]/.test(text) && /\d/.test(text) && !isWordy(text);
}

/** Words and small numbers with something between them: `created_at`, `gpt-4o-2024-08-06`, `reg.azurecr.io/app:1.4.2`, `tenantId`. */
function isWordy(text: string): boolean {
  return text
    .split(/[-_./:@,;|+ ]+|(?<=[a-z])(?=[A-Z])/)
    .every((part) => /^([A-Za-z]*\d{0,4}|\d{1,4}[A-Za-z]{0,3}|[A-Za-z]\d{1,2}[A-Za-z])$/.test(part));
}

/** Shannon's entropy of a text's characters. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / text.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
}
