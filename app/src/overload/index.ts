export { AdaptiveLimit, type LimitSample } from "./adaptive-limit";
export { Admission } from "./admission";
export { ExpectedWork, maxTokensOf, promptTokensOf, workOf } from "./expected-work";
