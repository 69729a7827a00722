import * as path from "node:path";

/** Lets Node.js load TypeScript, as the `breakwater` command does. */
const loader = path.resolve(__dirname, "../cli/typescript.cjs");

/** Megabytes of JavaScript objects that a program of ours may hold: they only look and tell. */
const heap = 96;

/**
 * How Node.js runs a program of the twin's own in a process of its own.
 *
 * @param file TypeScript file, absolute
 */
export function nodeProgram(
  file: string,
  options: Record<string, string | number>,
): { program: string; args: string[] } {
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return { program: process.execPath, args: [`--max-old-space-size=${heap}`, "--require", loader, file, ...given] };
}
