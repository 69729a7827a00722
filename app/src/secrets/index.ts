export { openGatewayKey } from "./gateway-key";
export { WatchedSecret } from "./watched-secret";
