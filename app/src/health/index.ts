export { probesPlugin } from "./probes-plugin";
export { startHealth } from "./start-health";
export { SharedHealthState } from "./shared-state";
