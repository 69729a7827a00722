import { matching, type Rule } from "../validation";

/** Name of a Service, a Deployment or a namespace (RFC 1035, which is what a Service demands). */
export const dnsLabel = matching(
  /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "a DNS label: a lower-case letter, then lower-case letters, digits and dashes, 63 characters at most",
);

/** An image that cannot change under its name unnoticed: with a digest, or with a tag that is not `latest`. */
export const pinnedImage: Rule<string> = {
  allowed: "an image with a tag other than latest, or with a digest (repository:tag or repository@sha256:…)",
  accepts: (image) => {
    const parts = /^[a-z0-9][a-z0-9._/:-]*?(?::([\w][\w.-]{0,127}))?(?:@sha256:([0-9a-f]{64}))?$/.exec(image);
    if (parts === null) return false;
    const [, tag, digest] = parts;
    return digest !== undefined || (tag !== undefined && tag !== "latest");
  },
};

/** An address that the app calls. */
export const httpUrl: Rule<string> = {
  allowed: "an http or https URL",
  accepts: (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
};

/** Host of a server, without scheme and port. */
export const hostName = matching(
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/,
  "a host's name or address, without a scheme and a port",
);

/** A number between two bounds, both included. */
export const numberBetween = (min: number, max: number): Rule<number> => ({
  allowed: `a number from ${min} to ${max}`,
  accepts: (value) => Number.isFinite(value) && value >= min && value <= max,
});

/** Key of a Secret, which is the name of a file where the Secret is mounted. */
export const secretKey = matching(
  /^(?!\.\.)[-._a-zA-Z0-9]{1,253}$/,
  "1 to 253 letters, digits, dashes, underscores and dots, not beginning with two dots",
);

/** Any text with at least one character. */
export const someText = matching(/\S/s, "a text that is not empty");

/** A path of the same host, as a link on its page has it. */
export const pathOfHost = matching(/^\/(?!\/)[\w./?=&%~-]*$/, 'a path of the host such as "/logout"');

/** An origin as browsers write it: lower case, without a path, and without a port that goes with the scheme. */
export const webOrigin: Rule<string> = {
  allowed: 'an origin such as "https://app.example.com", or "*"',
  accepts: (value) =>
    value === "*" || (typeof value === "string" && URL.canParse(value) && new URL(value).origin === value),
};
