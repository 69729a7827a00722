/** What a Plan costs, and Azure's prices. */
export { stackCost } from "./month";
export type { MonthCost } from "./month";
export { findPrice, hourlyPriceOf } from "./price-list";
export { costText } from "./report";
