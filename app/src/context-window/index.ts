export { ContextWindows, type Reach } from "./context-windows";
export { tokensOfMessage } from "./estimate";
export { tooLongOf } from "./too-long";
