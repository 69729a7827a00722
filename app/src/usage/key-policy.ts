import { ChatError, type ChatRequest } from "../engine";
import type { KeyEntry } from "../identity";
import { anyModel, checkChoices, type Router } from "../routing";
import type { RouteEntry } from "../settings";

/** The use case of a request that names neither a use case nor a model. */
const defaultUseCase = "general";

/** What of the routes a key may use. It belongs to one version of the key's entry. */
export class KeyPolicy {
  /** Models that may answer it; all where undefined. */
  private readonly models: ReadonlySet<string> | undefined;
  private readonly cut = new Map<readonly RouteEntry[], readonly RouteEntry[]>();

  constructor(
    readonly entry: KeyEntry,
    private readonly router: Router,
  ) {
    const { models, useCases } = entry;
    const known = (useCases ?? []).filter((useCase) => router.useCaseNames.includes(useCase));
    // A key for one use case could otherwise name the dearest model of another.
    if (models !== undefined) this.models = new Set(models);
    else if (useCases !== undefined)
      this.models = new Set(known.flatMap((useCase) => router.route({ useCase }).map(({ model }) => model)));
  }

  /**
   * The part of a request's route that the key may use.
   *
   * @throws ChatError (400, 403, 404) where there is none
   */
  routeOf({ endpoint, useCase, body }: Pick<ChatRequest, "endpoint" | "useCase" | "body">): readonly RouteEntry[] {
    const model = body.model ?? undefined;
    const namesModel = useCase === undefined && model !== undefined && model !== anyModel;
    if (namesModel || endpoint === "embeddings")
      return this.routeOfModel(this.router.route({ endpoint, model }), model);
    const asked = useCase ?? this.useCaseByDefault;
    const route = this.router.route({ endpoint, useCase: asked });
    if (!this.mayUse(asked)) throw notAllowed(this.entry.name, asked);
    const allowed = this.cutOf(route, undefined);
    if (allowed.length === 0) throw notAllowed(this.entry.name, asked);
    return allowed;
  }

  /** Bounds the answers to one request. @throws ChatError (400) in OpenAI's words */
  check(request: Pick<ChatRequest, "body" | "endpoint">): void {
    const { maxN } = this.entry;
    if (maxN !== undefined) checkChoices(request, maxN);
  }

  /** Whether the key may name the model. */
  mayName(model: string): boolean {
    return model === anyModel || this.cutOf(this.router.route({ model }), model).length > 0;
  }

  /** Whether the key may name the use case. */
  mayUse(useCase: string): boolean {
    return this.entry.useCases?.includes(useCase) ?? true;
  }

  /** The default where the key may use it, else the first that it may. */
  private get useCaseByDefault(): string {
    return this.mayUse(defaultUseCase) ? defaultUseCase : this.entry.useCases![0]!;
  }

  private routeOfModel(route: readonly RouteEntry[], model: string | undefined): readonly RouteEntry[] {
    const allowed = this.cutOf(route, model);
    if (allowed.length > 0) return allowed;
    // OpenAI's words for a model that an account may not use: it does not tell whether there is one.
    throw new ChatError(
      "model_not_found",
      `The model ${JSON.stringify(model)} does not exist or you do not have access to it.`,
      { param: "model" },
    );
  }

  private cutOf(route: readonly RouteEntry[], name: string | undefined): readonly RouteEntry[] {
    let cut = this.cut.get(route);
    if (cut === undefined) {
      const { models } = this;
      const allowed = models === undefined ? route : route.filter(({ model }) => models.has(model));
      // A route may have a name of its own, by which the list names it.
      const named = allowed.length === 0 && name !== undefined && models!.has(name) ? route : allowed;
      this.cut.set(route, (cut = this.bounded(named)));
    }
    return cut;
  }

  /** The entries with the key's bound on answers, which is sent as the settings' own is. */
  private bounded(route: readonly RouteEntry[]): readonly RouteEntry[] {
    const { maxTokens } = this.entry;
    if (maxTokens === undefined) return route;
    return route.map((entry) => {
      const { parameters } = entry;
      if (parameters === undefined || parameters.maxTokens <= maxTokens) return entry;
      return { ...entry, parameters: { ...parameters, maxTokens } };
    });
  }
}

function notAllowed(key: string, useCase: string): ChatError {
  return new ChatError(
    "use_case_not_allowed",
    `The key "${key}" may not use the use case ${JSON.stringify(useCase)}, or none of its models.`,
    { param: "use_case" },
  );
}
