import type { CallBody } from "../engine";

/** A body above this is worth having once only, bytes. */
const long = 64 * 1024;

/** The members of OpenAI's calls that hold what users write. */
const texts = ["messages", "input", "prompt"] as const;

/**
 * Lets the parsed texts of a long body go once it has been checked: what goes to the backend is its JSON, and the texts would stand in memory a second
 * time for as long as the model takes.
 */
export function forgetTexts(body: CallBody, json: Buffer | undefined): void {
  if (json === undefined || json.length < long) return;
  for (const name of texts) if (body[name] !== undefined) body[name] = [];
}
