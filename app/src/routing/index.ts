export { checkChoices, choicesOf } from "./choices";
export { createEngine, type RunningEngine } from "./create-engine";
export { jsonOf, maxTokensOf } from "./request-body";
export { anyModel, noSuchModel, Router } from "./router";
