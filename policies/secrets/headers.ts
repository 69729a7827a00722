import { secretIn } from "./classify";
import { isNoSecret } from "./values";

/**
 * The secret that a header of HTTP shows, as a message names it; `undefined` where it shows none.
 *
 * @param name for example `Authorization`
 */
export function secretInHeader(name: string, value: string): string | undefined {
  if (!/^(proxy-)?authorization$/i.test(name)) return secretIn(name, value);
  const credential = value.replace(/^\s*(basic|bearer|token|apikey|digest)\s+/i, "").trim();
  return isNoSecret(credential, "secret") ? undefined : "the credential of an Authorization header";
}
