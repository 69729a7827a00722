export { Drain, exitOnEarlySignals, type DrainEvents, type DrainLimits, type DrainStep } from "./drain";
export { closeConnectionsOnDrain, drainHttp } from "./http";
export { pause } from "./pause";
