/** What a person at a terminal sees. */
export { colorsOf, endQuietlyWithReader, print } from "./output";
export { Progress } from "./progress";
export type { Step } from "./step";
