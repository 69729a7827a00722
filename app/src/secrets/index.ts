export { openGatewayKey } from "./gateway-key";
export { WatchedSecret, type WatchedSecretOptions } from "./watched-secret";
