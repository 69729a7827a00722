import type { FastifyInstance } from "fastify";
import type { Settings } from "../settings";
import type { Router } from "../routing";

/** `GET /v1/models` and `GET /v1/models/:id`: what a request can name, with its price. `/api/use-cases` is for the chat page. */
export function models(server: FastifyInstance, router: Router, settings: Settings): void {
  const list = router.models.map((id) => ({
    id,
    object: "model",
    // The protocol wants a time; the routes have none.
    created: 0,
    owned_by: settings.routes.models[id]?.[0]?.backend ?? "gateway",
    price_per_million_tokens: settings.prices[id] ?? null,
  }));
  server.get("/v1/models", () => ({ object: "list", data: list }));
  server.get("/api/use-cases", () => ({ data: router.useCaseNames }));
}
