export { ClientKeys } from "./client-keys";
export { userOf } from "./conditions";
export { acceptBacklog, createHttpServer, type ServerPart } from "./server";
