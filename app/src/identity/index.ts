export { type Credentials, cookieUserOf, userCookie } from "./credentials";
export { anonymous, Identity } from "./identity";
export type { KeyBook } from "./key-book";
export type { KeyEntry } from "./key-entry";
export { KeyListError } from "./key-list";
export { openIdentity } from "./open-identity";
export { identityPlugin } from "./plugin";
