import { toUSVString } from "node:util";

/** Most characters of a title. */
export const longestTitle = 200;

/** Most characters of a title that is made from a question: what a list shows in a line. */
const longestMade = 60;

/** A title from a conversation's first question, in one line. */
export function titleFrom(question: string): string {
  const line = oneLine(question);
  const characters = Array.from(line);
  if (characters.length <= longestMade) return line === "" ? "Untitled" : line;
  return `${characters
    .slice(0, longestMade - 1)
    .join("")
    .trimEnd()}…`;
}

/** Text without line ends, control characters and halves of characters. */
export function oneLine(text: string): string {
  // The beginning is enough, and a question may have 100,000 characters.
  return toUSVString(text.slice(0, 4_000))
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}
