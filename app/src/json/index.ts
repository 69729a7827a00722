export { bytesPerValue, countValues, mostValues } from "./count-values";
export { spliceMembers, type MemberChange, type MemberChanges } from "./splice";
