export { createLogger, type Logger } from "./logger";
export { requestIdFrom } from "./request-id";
export { requestLine } from "./request-line";
