import { privateKey, shownSecret } from "./formats";
import { isPublicName, namedSecret } from "./names";
import { isNoSecret, isReference, looksDrawn, looksMadeUp } from "./values";

/** What a Plan shows in place of a secret of the program. */
const mask = "[secret]";

/** Whether a value is one that the program holds as a secret: a Plan masks it. */
export const isMasked = (value: unknown): boolean => typeof value === "string" && value.includes(mask);

/** Where a setting stands. */
export interface SettingPlace {
  /**
   * Whether `secret`, `secretKey` and the like are there mostly names of a Secret and of a key in it, as in a chart's values and in custom
   * resources. Default: false
   */
  namesSecrets?: boolean;
}

/**
 * The secret that a setting holds in clear, as a message names it: *a password*, *a token of GitHub*; `undefined` where it holds none, or where
 * nobody can tell.
 *
 * @param name of the variable, the flag or the property
 */
export function secretIn(name: string, value: string, { namesSecrets = false }: SettingPlace = {}): string | undefined {
  const shown = shownSecret(value);
  if (shown !== undefined && mayShow(name, shown)) return shown;
  const inside = secretInPairs(value);
  if (inside !== undefined) return inside;
  const named = namedSecret(name);
  if (named === undefined || isNoSecret(value, named.noun)) return undefined;
  if (named.noun === "secret" && namesAnObject(name, value)) return undefined;
  const isSecret = !named.certain
    ? looksDrawn(value) || (named.noun === "secret" && isNameAndPassword(value))
    : // `secretKey: password` names a key of a Secret; nobody calls a variable of a process so.
      !(namesSecrets && mayNameASecret(name, named.noun)) || looksMadeUp(value);
  return isSecret ? `a ${named.noun}` : undefined;
}

/** Whether what a form shows is a secret under this name: neither what is for everybody, nor the id of an access key, which its secret stands beside. */
const mayShow = (name: string, shown: string): boolean =>
  shown === privateKey || !(isPublicName(name) || (shown.includes("access key") && /id$/i.test(name)));

/** Settings in one text: `host=db user=shop password=…`, `Server=db;Password=…`, `cache:6380,password=…,ssl=True`, `?user=…&password=…`. */
function secretInPairs(value: string): string | undefined {
  // Braces hold labels of a query, which are no settings.
  const text = value.replace(/\$\{[^}]*\}/g, "$(X)");
  if (/[{}\n]/.test(text)) return undefined;
  for (const [, name = "", quoted, plain = ""] of text.matchAll(pairs)) {
    const named = namedSecret(name);
    if (named?.certain && !isNoSecret(quoted ?? plain, named.noun)) return `a ${named.noun}`;
  }
  return undefined;
}
const pairs = /(?:^|[;,&?\s])([A-Za-z][\w.-]*)=(?:["']([^"']*)["']|([^;,&\s"']+))/g;

/** `neo4j/…`, `admin:…`: a name and its password, as in `NEO4J_AUTH` and `BASIC_AUTH`, and as a registry's `auth` has them in base64. */
const isNameAndPassword = (value: string): boolean =>
  [value, Buffer.from(value, "base64").toString("latin1")].some(
    (text) =>
      /^([\w.@-]+:|neo4j\/)(?!\d+$)[^\s:/$]{4,}$/.test(text) && /^[\x21-\x7e]+$/.test(text) && !isReference(text),
  );

/** `PULL_SECRET: regcred`, `DB_SECRET: db-credentials`: the name of a Secret, where nothing says that the value is one itself. */
const namesAnObject = (name: string, value: string): boolean =>
  /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value) &&
  (/(^|[^a-z])(tls|cert|pull|existing|k8s|kubernetes|image)[^a-z]*secret$/i.test(name) ||
    /-(secrets?|tls|credentials?|creds|auth|keys?|tokens?|passwords?|certs?|config)$/.test(value)) &&
  !/(jwt|session|cookie|client|hmac|webhook|signing|auth|encryption|app)[^a-z]*secret$/i.test(name);

const mayNameASecret = (name: string, noun: string): boolean =>
  !/^[A-Z0-9_]+$/.test(name) && (noun === "secret" || (noun === "key" && /secret|access/i.test(name)));
