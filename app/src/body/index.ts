export { callBodies } from "./call-bodies";
export { chatBodyOf } from "./chat-body";
export { forgetTexts } from "./forget-texts";
export { MemoryBudget, MemoryShare } from "./memory-budget";
export { readFields } from "./read-fields";
export { noMemory, parseBody } from "./parse-body";
