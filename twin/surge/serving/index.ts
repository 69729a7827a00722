export * from "./options";
export { Serving } from "./serving";
export { Totals } from "./totals";
export type { ModelTokens } from "./totals";
