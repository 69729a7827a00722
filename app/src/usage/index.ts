export { type OpenUsage, openUsage } from "./open-usage";
export { usagePlugin } from "./plugin";
export type { RateLimit } from "./report";
