export { createEngine, type RunningEngine } from "./create-engine";
export { anyModel, noSuchModel, Router } from "./router";
