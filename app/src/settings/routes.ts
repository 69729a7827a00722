import type { RouteEntry as OverloadRouteEntry } from "@breakwater/overload";
import { z } from "zod";
import type { ModelParameters } from "./parameters";

/** Backends that a route can name. */
const backendNames = ["vllm", "gateway"] as const;
export type BackendName = (typeof backendNames)[number];

/** One entry of a route: which backend is asked for which model. */
export interface RouteEntry extends OverloadRouteEntry<BackendName> {
  /** What the model takes. Left out, a request goes as it came. */
  readonly parameters?: ModelParameters;
}

/** "gateway:gpt-4.1" as a route entry. */
const entrySchema = z
  .string()
  .regex(new RegExp(`^(${backendNames.join("|")}):.+$`), 'entries such as "gateway:gpt-4.1" or "vllm:Qwen/Qwen3-14B"')
  .transform((text): RouteEntry => {
    const colon = text.indexOf(":");
    return { backend: text.slice(0, colon) as BackendName, model: text.slice(colon + 1) };
  });

const route = z.array(entrySchema).min(1, "at least one entry");

/** Routes by use case and by the model that a request names. */
export const routeTable = z.strictObject({
  useCases: z.record(z.string().min(1), route).default({}),
  models: z.record(z.string().min(1), route).default({}),
});
export type RouteTable = z.infer<typeof routeTable>;

/** Dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
  /** For tokens of the prompt that the provider has in its cache. Default: `input` */
  cachedInput?: number;
}

const dollars = z.number("dollars per million tokens").min(0);

/** Prices by model. */
export const priceTable = z.record(
  z.string().min(1),
  z.union([
    dollars.transform((price): Price => ({ input: price, output: price })),
    z.strictObject({ input: dollars, output: dollars, cachedInput: dollars.optional() }),
  ]),
);

/** List prices; gemini-2.5-flash by Google's list of 2025 (0.30 in, 2.50 out). What the cluster's own GPU answers has no token price. */
const chatPrices: Readonly<Record<string, Price>> = {
  "gpt-4.1": { input: 8, output: 8 },
  "claude-sonnet-4": { input: 15, output: 15 },
  "deepseek-v3.2": { input: 0.42, output: 0.42 },
  "gemini-2.5-flash": { input: 0.3, output: 2.5 },
};

/** Embeddings by OpenAI's list of 2025. A request must name its model: the vectors of two models cannot be compared. */
const embeddingPrices: Readonly<Record<string, Price>> = {
  "text-embedding-3-small": { input: 0.02, output: 0 },
  "text-embedding-3-large": { input: 0.13, output: 0 },
};

/** Prices of the default routes' models. */
export const defaultPrices: Readonly<Record<string, Price>> = { ...chatPrices, ...embeddingPrices };

/** The default routes: the in-cluster model only where a route lists it, and a second model behind every first. */
export function defaultRoutes(defaultModel: string, vllmModel: string | undefined): RouteTable {
  const gateway = (model: string): RouteEntry => ({ backend: "gateway", model });
  const inCluster: RouteEntry[] = vllmModel === undefined ? [] : [{ backend: "vllm", model: vllmModel }];
  const second = defaultModel === "gemini-2.5-flash" ? "gpt-4.1" : "gemini-2.5-flash";
  const simple = [...inCluster, gateway("deepseek-v3.2")];
  const models: Record<string, RouteEntry[]> = {};
  for (const model of [...Object.keys(chatPrices), defaultModel]) models[model] = [gateway(model)];
  if (vllmModel !== undefined) models[vllmModel] = simple;
  for (const model of Object.keys(embeddingPrices)) models[model] = [gateway(model)];
  return {
    useCases: {
      simple_qa: simple,
      complex_reasoning: [gateway("claude-sonnet-4"), gateway("gpt-4.1")],
      general: [gateway(defaultModel), gateway(second)],
    },
    models,
  };
}
