export { type OpenUsage, openUsage } from "./open-usage";
export { usagePlugin } from "./plugin";
export type { RateLimits } from "./report";
