/** What a setting's name says of its value. */
export interface NamedSecret {
  /** What a message calls the value. */
  noun: "password" | "token" | "key" | "secret";
  /** `true`: any value that is neither a reference nor a switch is a secret. `false`: only one that nobody would make up as a name. */
  certain: boolean;
}

/** Words that say what a value is a secret of, where they stand last: `DB_PASSWORD`, `requirepass`. */
const nouns: Record<string, NamedSecret["noun"]> = {
  ...named("password", "password passwd passwort pwd pw pass passphrase passcode passwords"),
  ...named("token", "token pat jwt bearer authtoken"),
  ...named("secret", "secret secrets credential credentials creds auth authorization salt license cookie tokens"),
  ...named("key", "key keys apikey"),
};

/** Those that nothing but a secret is called by, where no other word takes it back. */
const certainNouns = words("password passwd passwort pwd pw pass passphrase passcode passwords token secret apikey");

/** Keys that open something, by the word before: `API_KEY`. Of another key the value must tell. */
const certainKeys = words("api apikey secret access private account auth admin master shared");

/**
 * Keys that are names or public. Gitleaks leaves out most of the same
 * (https://github.com/gitleaks/gitleaks/blob/v8.28.0/config/gitleaks.toml, generic-api-key).
 */
const openKeys = words(
  "public pub publishable anon partition sort cache foreign row shard range group natural composite unique schema sequence idx index hot lookup label annotation translation i18n field column map dict object blob s3 tag feature flag tenant idempotency correlation dedup trace known authorized config header metadata context topic queue host",
);

/** Tokens of a language model, a page or a bill, which open nothing. */
const openTokens = words(
  "stop eos bos pad unk sep cls mask begin end start special image video audio tool think thinking reasoning system fim prefix suffix separator implicit next continuation per prompt draft newline",
);

/** Words that make a switch, a count or a rule of a name: `REQUIRE_API_KEY`, `MAX_TOKENS`. */
const takesBack = words(
  "require required requires disable disabled disables enable enabled enables allow allowed allows use uses using has is no not skip show hide need needs without with auto generate check verify validate ignore force max min num number count total average avg limit",
);

/** Words after which a name is of something about the secret: its file, its name, its age. */
const aboutSecrets = words(
  "file files path paths dir directory url uri urls uris endpoint host hostname port name names id ids ref reference refs version type kind algorithm algorithms alg algo length len size bits ttl age expiry expiration expires seconds minutes hours days ms timeout interval period count limit limits max min enabled required disabled prefix suffix header headers policy provider store backend mount namespace field column label selector format encoding audience issuer scope scopes location region bucket user username login email database dbname server usage budget rate parallelism mode strategy rotation cache regex pattern template class group domain arn variable index property attribute claim param parameter message prompt placeholder description hash digest checksum fingerprint projection review request verifier",
);

/** Words at the end that say nothing of the value. */
const neutral = words(
  "prod production staging stage dev test live main default primary secondary current previous old new value plain plaintext raw b64 base64 encoded hex string literal",
);

/** Endings of names that are written in one word, and what they mean: `PGPASSWORD`. Not `bypass`, which ends in no word of a secret. */
const grown =
  /^(.{2,}?)(password|passwd|passphrase|secret|token|apikey|accesskey|secretkey|privatekey|accountkey|authkey|connectionstring)$/;
const grownKeys = /^(api|access|secret|private|account|auth)key$/;
/** Names that are known for what they hold, and of which no word says it. */
const known: Record<string, NamedSecret> = {
  requirepass: { noun: "password", certain: true },
  masterauth: { noun: "password", certain: true },
  masteruser: { noun: "password", certain: false },
  userpass: { noun: "password", certain: true },
  dbpass: { noun: "password", certain: true },
};

/** What a setting's name says of its value; `undefined` for a name that does not speak of secrets, or only about one. */
export function namedSecret(name: string): NamedSecret | undefined {
  // The names of properties are few and come back with every resource.
  if (!read.has(name)) {
    if (read.size >= mostRead) read.clear();
    read.set(name, readName(name));
  }
  return read.get(name);
}

const read = new Map<string, NamedSecret | undefined>();
/** Enough for a stack's own names, and little to remember. */
const mostRead = 5000;

function readName(name: string): NamedSecret | undefined {
  const parts = partsOf(name);
  while (parts.length > 1 && neutral.has(parts.at(-1)!)) parts.pop();
  const last = parts.at(-1) ?? "";
  const before = parts.slice(0, -1);
  if (Object.hasOwn(known, last)) return known[last];
  // Rails and Phoenix call the key that signs their sessions so.
  if (/secret key base$/.test(parts.join(" "))) return { noun: "key", certain: true };
  if (aboutSecrets.has(last)) return undefined;
  if (!Object.hasOwn(nouns, last)) return speaksOfSecrets(parts) ? { noun: "secret", certain: false } : undefined;
  const noun = nouns[last]!;
  const certain = !before.some((word) => takesBack.has(word));
  if (noun === "key") {
    if (openKeys.has(before.at(-1) ?? "")) return undefined;
    return {
      noun,
      certain: certain && (last === "apikey" || (last === "key" && certainKeys.has(before.at(-1) ?? ""))),
    };
  }
  // By it the members of a new etcd cluster find each other; whoever may join it must show a certificate.
  if (/initial cluster token$/.test(parts.join(" "))) return undefined;
  if (noun === "token" && openTokens.has(before.at(-1) ?? "")) return undefined;
  // The cookie by which Erlang's nodes know each other lets anybody in who has it.
  if (last === "cookie") return before.at(-1) === "erlang" ? { noun: "secret", certain: true } : undefined;
  return { noun, certain: certain && certainNouns.has(last) };
}

/** Whether a name says that its value is about a secret, or about whom it is of: its file, its user, its host. */
export const speaksAboutSecrets = (name: string): boolean => aboutSecrets.has(partsOf(name).at(-1) ?? "");

/** Whether a name says that its value is for everybody: `NEXT_PUBLIC_MAPS_KEY`, `SUPABASE_ANON_KEY`. */
export const isPublicName = (name: string): boolean =>
  partsOf(name).some((word) => ["public", "pub", "publishable", "anon"].includes(word));

/** The words of a name, in small letters and without the numbers at their ends. */
function partsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) =>
      /[a-z]\d{1,3}$/.test(word) && !/^(b64|base64|s3|i18n)$/.test(word) ? word.replace(/\d+$/, "") : word,
    )
    .filter((word) => word !== "" && !/^\d+$/.test(word))
    .flatMap(apart);
}

function apart(word: string): string[] {
  if (grownKeys.test(word)) return [word.slice(0, -3), "key"];
  const [, first, last] = grown.exec(word) ?? [];
  if (first === undefined || last === undefined) return [word];
  return [...apart(first), ...apart(last)];
}

/** Names such as `GITHUB_TOKEN_OF_CI`: the word of the secret stands, and what comes after it says nothing. */
const speaksOfSecrets = (parts: readonly string[]): boolean =>
  !parts.some((word) => takesBack.has(word) || openTokens.has(word) || openKeys.has(word) || aboutSecrets.has(word)) &&
  parts.some((word) => certainNouns.has(word) || word === "key" || word === "signing");

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

function named(noun: NamedSecret["noun"], text: string): Record<string, NamedSecret["noun"]> {
  return Object.fromEntries(text.split(" ").map((word) => [word, noun]));
}
