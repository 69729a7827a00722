export { ClientKeys } from "./client-keys";
export { userOf } from "./conditions";
export { acceptBacklog, createHttpServer } from "./server";
