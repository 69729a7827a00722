export { Drain, exitOnEarlySignals, type DrainStep } from "./drain";
export { closeConnectionsOnDrain, drainHttp } from "./http";
export { pause } from "./pause";
