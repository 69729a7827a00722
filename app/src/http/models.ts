import type { FastifyInstance, FastifyRequest } from "fastify";
import { anyModel, noSuchModel, type Router } from "../routing";
import type { Settings } from "../settings";
import type { OpenUsage } from "../usage";

/** Models that only make embeddings, by the names that providers give them. */
const embeddingModel = /embed/i;

/**
 * `GET /v1/models` and `GET /v1/models/:id`: what a request can name, with its price and the calls that it is for. A name may have slashes, written
 * as they are or encoded. `/api/use-cases` is for the chat page. A key sees what it may use.
 */
export function models(
  server: FastifyInstance,
  router: Router,
  settings: Settings,
  usage?: Pick<OpenUsage, "mayName" | "mayUse">,
): void {
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
  const mayName = (request: FastifyRequest, id: string): boolean => usage?.mayName(request.record.caller, id) ?? true;
  server.get("/v1/models", (request) => ({ object: "list", data: list.filter(({ id }) => mayName(request, id)) }));
  server.get<{ Params: { "*": string } }>("/v1/models/*", (request) => {
    const id = request.params["*"];
    const model = byId.get(id);
    if (model === undefined || !mayName(request, id)) {
      throw noSuchModel(
        id,
        router.models.filter((name) => mayName(request, name)),
      );
    }
    return model;
  });
  server.get("/api/use-cases", ({ record }) => ({
    data: router.useCaseNames.filter((useCase) => usage?.mayUse(record.caller, useCase) ?? true),
  }));
}
