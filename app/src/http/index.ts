export { acceptBacklog, createHttpServer, type ServerPart } from "./server";
