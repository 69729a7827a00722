export { replayVector, saturationRate } from "./replay";
export type { EngineRun } from "./replay";
export { EngineVectorError, readEngineVector } from "./vector";
export type { EngineVector, EngineVectorInputs } from "./vector";
