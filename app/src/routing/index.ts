export { createEngine, type EngineSurroundings, type RunningEngine } from "./create-engine";
export { RetryBudget, RetryPolicy } from "./retry";
export { Router } from "./router";
