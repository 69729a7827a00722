import { calculator } from "./calculator";
import { clock } from "./clock";
import { orderLookup } from "./orders";
import type { Tool } from "./tool";

export type { Tool } from "./tool";

/** What the agent can do without any set-up. */
export const builtInTools = (): Tool[] => [calculator, orderLookup(), clock()];
