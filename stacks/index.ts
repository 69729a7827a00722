export type { Contradiction } from "./contradictions/contradiction";
export { loadSettings } from "./load";
export type { Settings } from "./schema";
export { SettingsError } from "./settings-error";
export { vmSizeOf } from "./vm-sizes";
