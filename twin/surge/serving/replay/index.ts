export { replayVector, saturationRate } from "./replay";
export type { EngineRun } from "./replay";
export { readEngineVector } from "./vector";
