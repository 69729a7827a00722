export { connectRedis, connectedOr } from "./connection";
