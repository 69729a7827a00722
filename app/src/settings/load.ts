import { parametersOf, type ParameterSettings } from "./parameters";
import { defaultPrices, defaultRoutes, type Price, type RouteTable } from "./routes";
import { secretVariables, variables, type Variables } from "./variables";

/** What the app runs with: the variables by name, with routes and prices completed. */
export interface Settings extends Omit<Variables, "ROUTES" | "PRICES" | "PARAMETERS"> {
  /** The default routes under what `ROUTES` says, each entry with its model's parameters. */
  routes: RouteTable;
  /** Dollars per million tokens by model. */
  prices: Readonly<Record<string, Price>>;
}

/** All that is wrong with the environment, one line each. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: readonly string[]) {
    super(`The environment does not fit:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
}

/**
 * Settings from environment variables. An empty variable counts as unset, because that is what an empty value in a manifest
 * means. Throws a `SettingsError` that names every problem at once.
 */
export function loadSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const read = variables.safeParse(given);
  if (!read.success) {
    throw new SettingsError(
      read.error.issues.map((issue) => {
        const [variable = "", ...rest] = issue.path.map(String);
        return describe(variable, rest, given[variable], issue.message);
      }),
    );
  }
  const { ROUTES, PRICES, PARAMETERS, ...rest } = read.data;
  const vllmModel = rest.VLLM_BASE_URL === undefined ? undefined : rest.VLLM_MODEL;
  const defaults = defaultRoutes(rest.MODEL_NAME, vllmModel);
  const parameters = { maxTokens: rest.MAX_TOKENS, temperature: rest.TEMPERATURE ?? undefined, table: PARAMETERS };
  const routes = {
    useCases: { ...defaults.useCases, ...ROUTES.useCases },
    models: { ...defaults.models, ...ROUTES.models },
  };
  const settings: Settings = {
    ...rest,
    routes: withParameters(routes, parameters),
    // Asked by names of models, and one may be called `constructor`: so it inherits nothing.
    prices: Object.assign(
      Object.create(null) as Record<string, Price>,
      defaultPrices,
      vllmModel === undefined ? {} : { [vllmModel]: { input: 0, output: 0 } },
      PRICES,
    ),
  };
  const conflicts = [...findConflicts(settings), ...strangersOf(PARAMETERS, settings.routes)];
  if (conflicts.length > 0) throw new SettingsError(conflicts);
  return settings;
}

function describe(variable: string, rest: string[], value: string | undefined, allowed: string): string {
  const at = rest.length > 0 ? ` (at ${rest.join(".")})` : "";
  const shown = secretVariables.includes(variable) ? "its value" : JSON.stringify(value);
  return `${variable}: ${shown}${at} is not allowed: ${allowed}`;
}

function withParameters(routes: RouteTable, settings: ParameterSettings): RouteTable {
  const over = (table: RouteTable["models"], byUseCase: boolean): RouteTable["models"] =>
    Object.fromEntries(
      Object.entries(table).map(([name, route]) => [
        name,
        route.map((entry) => ({
          ...entry,
          parameters: parametersOf(settings, entry.model, byUseCase ? { useCase: name } : { name }),
        })),
      ]),
    );
  return { useCases: over(routes.useCases, true), models: over(routes.models, false) };
}

/** Parameters of a model or use case that no route has: most likely a typing error, which would leave the real one without. */
function strangersOf(table: ParameterSettings["table"], routes: RouteTable): string[] {
  const entries = [...Object.values(routes.useCases), ...Object.values(routes.models)].flat();
  const models = new Set([...entries.map(({ model }) => model), ...Object.keys(routes.models)]);
  return [
    ...Object.keys(table.models)
      .filter((model) => !models.has(model))
      .map((model) => `PARAMETERS: models.${model} is not allowed: a model of a route (${[...models].join(", ")})`),
    ...Object.keys(table.useCases)
      .filter((useCase) => !Object.hasOwn(routes.useCases, useCase))
      .map((useCase) => `PARAMETERS: useCases.${useCase} is not allowed: a use case of ROUTES`),
  ];
}

/** What is allowed one by one and not together. */
function findConflicts(settings: Settings): string[] {
  const problems: string[] = [];
  if (settings.SESSION_STORE === "redis" && settings.REDIS_HOST === undefined) {
    problems.push(
      'REDIS_HOST: unset is not allowed: the address of Redis, or SESSION_STORE "memory" for local development',
    );
  }
  if (settings.TASK_QUEUE === "servicebus" && settings.SERVICEBUS_NAMESPACE === undefined) {
    problems.push('SERVICEBUS_NAMESPACE: unset is not allowed while TASK_QUEUE is "servicebus"');
  }
  if (settings.RETRY_MAX_WAIT < settings.RETRY_MIN_WAIT) {
    problems.push(
      `RETRY_MAX_WAIT: "${settings.RETRY_MAX_WAIT}" is not allowed: at least RETRY_MIN_WAIT (${settings.RETRY_MIN_WAIT})`,
    );
  }
  if (settings.ANSWER_TIMEOUT < settings.HTTP_TIMEOUT) {
    problems.push(
      `ANSWER_TIMEOUT: "${settings.ANSWER_TIMEOUT}" is not allowed: at least HTTP_TIMEOUT (${settings.HTTP_TIMEOUT})`,
    );
  }
  if (settings.DRAIN_SECONDS < settings.DRAIN_NOTICE) {
    problems.push(
      `DRAIN_SECONDS: "${settings.DRAIN_SECONDS}" is not allowed: at least DRAIN_NOTICE (${settings.DRAIN_NOTICE})`,
    );
  }
  for (const [kind, table] of Object.entries(settings.routes)) {
    for (const [name, route] of Object.entries(table)) {
      for (const { backend, model } of route) {
        if (settings.DAILY_BUDGET_USD === undefined || backend === "vllm" || Object.hasOwn(settings.prices, model))
          continue;
        problems.push(
          `PRICES: no price for ${model} (${kind}.${name}) is not allowed while DAILY_BUDGET_USD is set: it would cost nothing`,
        );
      }
      if (settings.VLLM_BASE_URL === undefined && route.some((entry) => entry.backend === "vllm")) {
        problems.push(`ROUTES: ${kind}.${name} names vllm, which is not allowed while VLLM_BASE_URL is unset`);
      }
    }
  }
  return problems;
}
