export { bytesPerValue, countValues, mostValues } from "./count-values";
export { isObject } from "./is-object";
export { spliceMembers, type MemberChange } from "./splice";
