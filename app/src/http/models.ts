import type { FastifyInstance } from "fastify";
import { anyModel, noSuchModel, type Router } from "../routing";
import type { Settings } from "../settings";

/** Models that only make embeddings, by the names that providers give them. */
const embeddingModel = /embed/i;

/**
 * `GET /v1/models` and `GET /v1/models/:id`: what a request can name, with its price and the calls that it is for. A name may have slashes, written
 * as they are or encoded. `/api/use-cases` is for the chat page.
 */
export function models(server: FastifyInstance, router: Router, settings: Settings): void {
  const list = [...new Set([anyModel, ...router.models])].map((id) => ({
    id,
    object: "model",
    // The protocol wants a time; the routes have none.
    created: 0,
    owned_by: id === anyModel ? "breakwater" : (settings.routes.models[id]?.[0]?.backend ?? "gateway"),
    price_per_million_tokens: settings.prices[id] ?? null,
    endpoints: embeddingModel.test(id) ? ["embeddings"] : ["chat/completions", "completions", "responses"],
  }));
  const byId = new Map(list.map((model) => [model.id, model]));
  server.get("/v1/models", () => ({ object: "list", data: list }));
  server.get<{ Params: { "*": string } }>("/v1/models/*", (request) => {
    const id = request.params["*"];
    const model = byId.get(id);
    if (model === undefined) throw noSuchModel(id, router.models);
    return model;
  });
  server.get("/api/use-cases", () => ({ data: router.useCaseNames }));
}
