export { createEngine, type EngineSurroundings, type RunningEngine } from "./create-engine";
export { Router } from "./router";
