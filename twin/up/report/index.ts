/** What there is of a twin, and its text. */
export { addonsText } from "./addons-text";
export { readPlatform } from "./platform";
export type { PlatformReport, PodReport } from "./platform";
export { platformTree } from "./tree";
export { usableText } from "./usable-text";
export { waitsForAzure, waitsText } from "./waits";
