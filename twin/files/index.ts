/** Files of this machine. */
export { readJsonFile, writeFileAtomically } from "./atomic-file";
export { readJson, readText } from "./read-file";
