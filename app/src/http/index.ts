export { acceptBacklog, createHttpServer } from "./server";
