import { ChatError } from "../engine";
import type { RouteEntry, RouteTable } from "../settings";

/** The model that means "whatever the default is": OpenAI's clients cannot leave the model out. */
const anyModel = "auto";

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

  /** Fails with a `ChatError` (400, 404) that says what there is. */
  route({ useCase, model }: { useCase?: string; model?: string | null }): readonly RouteEntry[] {
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
    if (model === undefined || model === null || model === anyModel) return this.useCases.get("general")!;
    const route = this.routesByModel.get(model);
    if (route !== undefined) return route;
    throw new ChatError(
      "model_not_found",
      `The model ${quote(model)} does not exist; there are ${this.models.join(", ")}.`,
      {
        param: "model",
      },
    );
  }
}

const quote = (text: string): string => JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text);
