/** Files of this machine, and the settings of its environment. */
export { readJsonFile, writeFileAtomically } from "./atomic-file";
export { readJson, readText } from "./read-file";
export { SettingError } from "./setting";
