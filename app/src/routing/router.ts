import { ChatError, type Endpoint } from "../engine";
import type { RouteEntry, RouteTable } from "../settings";

/** The model that means "whatever the default is": OpenAI's clients cannot leave the model out. */
export const anyModel = "auto";

/** Chooses a request's route: by its use case, else by its model, else the default. */
export class Router {
  private readonly useCases: ReadonlyMap<string, readonly RouteEntry[]>;
  private readonly routesByModel: ReadonlyMap<string, readonly RouteEntry[]>;

  /** `general` of the use cases is the default. */
  constructor(routes: RouteTable) {
    this.useCases = new Map(Object.entries(routes.useCases));
    this.routesByModel = new Map(Object.entries(routes.models));
  }

  /** Models that a request can name. */
  get models(): string[] {
    return [...this.routesByModel.keys()];
  }

  /** Use cases that a request can name. */
  get useCaseNames(): string[] {
    return [...this.useCases.keys()];
  }

  /**
   * The route of a request. Embeddings go by their model alone: those of two models cannot be compared, so no use case and no default chooses one.
   * Fails with a `ChatError` (400, 404) that says what there is.
   */
  route({
    endpoint,
    useCase,
    model,
  }: {
    endpoint?: Endpoint;
    useCase?: string;
    model?: string | null;
  }): readonly RouteEntry[] {
    if (endpoint === "embeddings") return this.routeOf(model ?? anyModel);
    if (useCase !== undefined) {
      const route = this.useCases.get(useCase);
      if (route !== undefined) return route;
      throw new ChatError(
        "use_case_not_found",
        `There is no use case ${quote(useCase)}; there are ${this.useCaseNames.join(", ")}.`,
        {
          param: "use_case",
        },
      );
    }
    return model === undefined || model === null || model === anyModel
      ? this.useCases.get("general")!
      : this.routeOf(model);
  }

  private routeOf(model: string): readonly RouteEntry[] {
    const route = this.routesByModel.get(model);
    if (route !== undefined) return route;
    throw noSuchModel(model, this.models);
  }
}

/** The refusal (404) of a model that no route has. */
export function noSuchModel(model: string, models: readonly string[]): ChatError {
  const message = `The model ${quote(model)} does not exist; there are ${models.join(", ")}.`;
  return new ChatError("model_not_found", message, { param: "model" });
}

const quote = (text: string): string => JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
