import { poolSizeRules, regionRule, tagFaults, type ValueRule } from "@breakwater/azure-sizes";
import { addressRules } from "@breakwater/cidr";
import { z } from "zod";

/*
 * Building blocks of the settings' schema. The error text of each completes the sentence "must be …": whoever reports a
 * wrong setting can name what is allowed without knowing the schema.
 */

/** A text that the whole of `pattern` matches. */
export const textLike = (pattern: RegExp, allowed: string) => z.string(allowed).regex(pattern, allowed);

/** An integer between two bounds, both included. */
export function integer(min: number, max: number) {
  const allowed = `an integer from ${min} to ${max}`;
  return z.number(allowed).int(allowed).min(min, allowed).max(max, allowed);
}

/** A number, fractions allowed, between two bounds, both included. */
export function decimal(min: number, max: number) {
  const allowed = `a number from ${min} to ${max}`;
  return z.number(allowed).min(min, allowed).max(max, allowed);
}

/** A number above 0, in `unit`. */
export function positive(unit: string) {
  const allowed = `a number of ${unit} above 0`;
  return z.number(allowed).positive(allowed);
}

/** On or off. */
export const flag = () => z.boolean("true or false");

/** One of a few words. */
export const oneOf = <const T extends readonly string[]>(words: T) => z.enum(words, `one of ${words.join(", ")}`);

/** A text that a rule takes which components ask, too. */
const ruled = (rule: ValueRule) =>
  z.string(rule.allowed).refine(rule.accepts, { error: ({ input }) => rule.allowedFor(String(input)), abort: true });

/** A region of Azure's public cloud. Which of them a subscription may use, only Azure knows. */
export const azureRegion = ruled(regionRule);

const tagValue = "a text of at most 256 characters";

/** Tags of every resource, as Azure takes them; what some services take less of is a conflict with these. */
export const azureTags = z
  .record(z.string(), z.string(tagValue), "tags by their names")
  .superRefine((tags, context) => {
    for (const { name, allowed } of tagFaults(tags)) {
      context.addIssue({ code: "custom", path: name === undefined ? [] : [name], message: allowed });
    }
  });

/** An IPv4 network in CIDR notation, from /8 to /29 (Azure's smallest subnet), named by its first address. */
export const cidrBlock = ruled(addressRules.network);

/** Addresses of Services, of which AKS takes less than a /12. */
export const serviceNetwork = ruled(addressRules.serviceNetwork);

/** A public IPv4 address, or a network of them named by its first address: what firewalls of Azure take. */
export const publicIpRange = ruled(addressRules.firewallRange);

/** A service that a private endpoint brings into the virtual network. */
export const privateService = oneOf(["vault", "registry", "queue", "cache", "models"]);

/** An address that Azure sends mail to. */
export const emailAddress = z.email("an e-mail address");

/**
 * An image in our own registry: a first part with a dot would be another one's host, which the program would put behind ours.
 * `latest` is refused: a rollback could not name what it goes back to.
 */
export const imageReference = textLike(
  /^(?![^/]*\.[^/]*\/)[a-z0-9]+(?:[._/-][a-z0-9]+)*(?::(?!latest$)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[a-f0-9]{64})$/,
  "repository:tag or repository@sha256:<digest>, without a registry, and not the tag latest",
);

/** A Kubernetes object's name that is also a DNS label, as a namespace's must be. */
export const kubernetesName = textLike(
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  "1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends",
);

/** The object id of a user, group or service principal in Entra ID. */
export const objectId = textLike(
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  "an Entra ID object id, such as 11111111-2222-3333-4444-555555555555",
);

/** An availability zone of an Azure region. */
export const availabilityZone = oneOf(["1", "2", "3"]);

/** VM size of a pool of a kind, of those that the platform supports. Whether a region has it, only Azure knows. */
export const poolVmSize = (kind: keyof typeof poolSizeRules) => ruled(poolSizeRules[kind]);

/** The name of a Linux node pool. */
export const poolName = textLike(
  /^[a-z][a-z0-9]{0,11}$/,
  "a lower-case letter, then up to 11 lower-case letters or digits",
);

/** The name of a host on the internet, of two labels or more. */
export const hostName = textLike(
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "a host's name in lower case, such as chat.example.com",
);

/** An address that only TLS reaches. */
export const httpsUrl = z.url({ protocol: /^https$/, error: "an https:// address" });

/** A minute of the day. */
export const timeOfDay = textLike(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 10:00");

/** Whether this runtime knows a time zone. It takes any case; who opens it as a file of the database does not. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const ianaTimeZone = "an IANA time zone such as Asia/Seoul";

/** A time zone by its name in the IANA database, in its own letters. */
export const timeZone = textLike(/^(UTC|[A-Z]\w*(\/[A-Z][\w+-]*)+)$/, ianaTimeZone).refine(isTimeZone, ianaTimeZone);

/** An origin as browsers write it: lower case, without a path, and without a port that goes with the scheme. */
export const webOrigin = z
  .string('an origin such as "https://app.example.com", or "*"')
  .refine(
    (text) => text === "*" || (URL.canParse(text) && new URL(text).origin === text),
    'an origin such as "https://app.example.com", or "*"',
  );
