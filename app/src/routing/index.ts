export { createEngine, type RunningEngine } from "./create-engine";
export { Router } from "./router";
