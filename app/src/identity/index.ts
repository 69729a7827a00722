export { type Credentials, cookieUserOf, userCookie } from "./credentials";
export { anonymous, Identity } from "./identity";
export { openIdentity } from "./open-identity";
export { identityPlugin } from "./plugin";
