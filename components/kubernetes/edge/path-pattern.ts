import type { Rule } from "../../validation";

/** A regular expression that the whole path of a request is held against. */
export const pathPattern: Rule<string> = {
  allowed: "a regular expression that begins with a slash, such as /.*",
  accepts: (value) => typeof value === "string" && value.startsWith("/") && isRegExp(value),
};

function isRegExp(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
