export type { Conflict } from "./conflicts/conflict";
export { nodesOfAll } from "./conflicts/node-counts";
export { loadSettings } from "./load";
export { gpusOfGpuPool, vmSizeOfPool } from "./pool-sizes";
export { alertWebhookUrl, clientApiKeys, dockerHubToken, edgeLoginSecret, gatewayApiKey } from "./overrides";
export type { Settings } from "./schema";
export { SettingsError } from "./settings-error";
