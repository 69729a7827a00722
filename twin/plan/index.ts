/** The Plan: its order, and what of it is Kubernetes'. Its file is read by `read-plan`, which loads a validator. */
export { buildPlan } from "./build-plan";
export { isClusterScoped, kindsOf } from "./kubernetes";
