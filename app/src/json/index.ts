export { bytesPerValue, countValues, mostValues } from "./count-values";
export { findJsonFault } from "./find-fault";
export { isObject } from "./is-object";
export { spliceMembers, type MemberChange } from "./splice";
