export { buildPlan } from "./build-plan";
export { isClusterScoped, isHelmRelease, isKubernetesObject } from "./kubernetes";
export { secretMark, unknownMark } from "./types";
export type { Json, JsonObject, Plan, PlanOptions, PlanResource } from "./types";
export { kindsOf } from "./kubernetes";
export { isObject } from "./types";
