export { ContextWindows, type Reach } from "./context-windows";
export { tokensOfMessage } from "./estimate";
export { saidTooLong, tooLongOf } from "./too-long";
