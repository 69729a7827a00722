export { createLogger, type Logger, type LoggerOptions } from "./logger";
export { requestIdFrom } from "./request-id";
export { requestLine } from "./request-line";
