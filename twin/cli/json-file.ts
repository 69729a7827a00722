import { readFileSync } from "node:fs";
import { whyUnreadable } from "../files/why-unreadable";
import { UsageError } from "./report-error";

/**
 * The value of a JSON file that the user named.
 *
 * @throws UsageError where there is no such file or it is no JSON
 */
export function readJsonFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${whyUnreadable(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: is no JSON: ${(error as Error).message}`);
  }
}
