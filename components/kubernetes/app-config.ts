import { createHash } from "node:crypto";
import { defaultAnswerTimes, longestAnswerSeconds } from "@breakwater/overload";
import * as pulumi from "@pulumi/pulumi";
import { type ArgumentCheck, integerBetween } from "../validation";
import { type AppParameters, checkParameters, maxTokensOf } from "./app-parameters";
import { redisPort } from "./plain-redis";
import { httpUrl, numberBetween, secretKey, someText } from "./rules";
import { text } from "./text";

/** What the API and the worker both take: they run one image on one chat engine. */
export interface AppArgs {
  /** Namespace of every object. */
  namespace: pulumi.Input<string>;
  /** The app's image, with a tag other than `latest` or with a digest. */
  image: pulumi.Input<string>;
  /** Client id of the managed identity that the pods act as. */
  identityClientId: pulumi.Input<string>;
  /** The OpenAI-compatible gateway of the hosted models. Default: `https://api.holysheep.ai/v1`. */
  gatewayBaseUrl?: pulumi.Input<string>;
  /** OpenAI-compatible address of the in-cluster model. Default: none, every route goes to the gateway. */
  vllmUrl?: pulumi.Input<string>;
  /** Name under which the in-cluster model is served. Default: the app's own, `Qwen/Qwen3-14B`. */
  vllmModel?: pulumi.Input<string>;
  /** Tokens that question and answer have together at the in-cluster model, its `maxModelLen`; needs `vllmModel`. Default: what is known of the model. */
  vllmContextWindow?: pulumi.Input<number>;
  /** Model of requests that name neither a model nor a use case. Default: `gpt-4.1`. */
  model?: pulumi.Input<string>;
  /** Most tokens of an answer. Default: 2048. */
  maxTokens?: pulumi.Input<number>;
  /** Most answers to one request (`n`, `best_of`, several prompts of a completion), 1 to 128. Default: 8. */
  maxN?: pulumi.Input<number>;
  /** What models and use cases take of bounds and defaults. Default: what is known of a model by its name. */
  parameters?: AppParameters;
  /** Sampling temperature, 0 to 2. Default: 0.7. */
  temperature?: pulumi.Input<number>;
  /** Time for an answer of a model to begin, seconds; a whole answer has that of its tokens besides. Default: 60. */
  httpTimeoutSeconds?: pulumi.Input<number>;
  /** Host of the session store, which also holds tasks and their answers. */
  redisHost: pulumi.Input<string>;
  /** Port of the session store. Default: 6379; Azure Managed Redis listens on 10000. */
  redisPort?: pulumi.Input<number>;
  /** Whether the session store speaks TLS. Default: false; Azure Managed Redis does. */
  redisTls?: pulumi.Input<boolean>;
  /** Key of the Secret `ai-api-secrets` that holds the session store's password. Default: it has none. */
  redisPasswordKey?: string;
  /** The Service Bus queue that tasks wait on. Default: the list `ai-requests` in the session store. */
  taskQueue?: ServiceBusTasks;
  /**
   * Whether a caller needs an API key. The keys are the Secret `client-api-keys`, which the pods mount; without it nobody gets in. The worker reads them
   * for the limits of whom it works for. Default: false.
   */
  clientKeys?: boolean;
  /**
   * Dollars that a day's tokens may cost, over all pods: from 80 % of it on `batch` is refused, and all of it leaves the in-cluster model alone
   * until midnight in UTC. Default: no budget.
   */
  dailyBudgetUsd?: pulumi.Input<number>;
  /** Class that says who goes first where nodes are full. Default: none. */
  priorityClassName?: pulumi.Input<string>;
  /**
   * Time that a process has after SIGTERM to finish what it is at, seconds. Default: what the longest answer may take: `httpTimeoutSeconds` and
   * `maxTokens`, or the highest of `parameters`, at 10 tokens/s, 600 s at most.
   */
  drainSeconds?: pulumi.Input<number>;
}

/** A queue of Azure Service Bus, opened by the pods' identity. */
export interface ServiceBusTasks {
  /** Host of the namespace, `<name>.servicebus.windows.net`. */
  host: pulumi.Input<string>;
  /** Name of the queue. */
  queueName: pulumi.Input<string>;
}

/** What both processes read at their start and is no secret. */
export interface AppConfig {
  gatewayBaseUrl: pulumi.Input<string>;
  vllmUrl: pulumi.Input<string> | undefined;
  vllmModel: pulumi.Input<string> | undefined;
  vllmContextWindow: pulumi.Input<number> | undefined;
  model: pulumi.Input<string>;
  maxTokens: pulumi.Input<number>;
  maxN: pulumi.Input<number> | undefined;
  parameters: AppParameters | undefined;
  temperature: pulumi.Input<number>;
  httpTimeoutSeconds: pulumi.Input<number>;
  redisHost: pulumi.Input<string>;
  redisPort: pulumi.Input<number>;
  redisTls: pulumi.Input<boolean>;
  redisPasswordKey: string | undefined;
  taskQueue: ServiceBusTasks | undefined;
  clientKeys: boolean;
  dailyBudgetUsd: pulumi.Input<number> | undefined;
  drainSeconds: pulumi.Input<number>;
}

/** Defaults (docs/coverage.md). */
const defaults = {
  gatewayBaseUrl: "https://api.holysheep.ai/v1",
  model: "gpt-4.1",
  maxTokens: 2048,
  temperature: 0.7,
  httpTimeoutSeconds: 60,
  redisPort,
  redisTls: false,
} as const;

/**
 * Requests that one pod of the app holds at once by its own defaults, which nothing here changes: 16 at vLLM (`VLLM_MAX_IN_FLIGHT`), 2,000 at
 * the gateway (`GATEWAY_MAX_IN_FLIGHT`) and 1,000 in line (`QUEUE_LIMIT`); it refuses the next one with 429.
 */
export const requestsPerAppPod = 16 + 2_000 + 1_000;

/**
 * Longest time for which nothing comes of an answer that is asked for as a whole, seconds, by the app's own defaults: 30 s in line (`QUEUE_DEADLINE_BATCH`),
 * failures of other entries with two waits of 10 s and more (`RETRY_MAX_WAIT`), and the longest answer there can be (`ANSWER_TIMEOUT`).
 */
export const longestSilenceSeconds = 30 + 30 + defaultAnswerTimes.longestMs / 1_000;

/** The Secret that External Secrets fills from Key Vault, and the gateway's key in it. */
export const gatewaySecret = { name: "ai-api-secrets", key: "holysheep-api-key" } as const;

/** The Secret with the callers' keys, by their digests, and where it is mounted. */
export const clientKeysSecret = { name: "client-api-keys", key: "client-api-keys" } as const;
export const clientKeysPath = "/etc/breakwater/keys";

/** Where the Secret is mounted. The whole folder, never one file by `subPath`: that one would not follow a rotation. */
export const secretsPath = "/etc/breakwater/secrets";

/** The configuration with its defaults; what is wrong with it is a problem of `check`. */
export function validAppConfig(check: ArgumentCheck, args: AppArgs): AppConfig {
  const httpTimeoutSeconds = check.input(
    "httpTimeoutSeconds",
    args.httpTimeoutSeconds ?? defaults.httpTimeoutSeconds,
    integerBetween(1, 3600),
  );
  const maxTokens = check.input("maxTokens", args.maxTokens ?? defaults.maxTokens, integerBetween(1, 1_000_000));
  checkParameters(check, args.parameters);
  const longestAnswer = pulumi
    .all([maxTokens, httpTimeoutSeconds])
    .apply(([tokens, seconds]) => longestAnswerSeconds(Math.max(tokens, ...maxTokensOf(args.parameters)), seconds));
  check.optional("redisPasswordKey", args.redisPasswordKey, secretKey);
  return {
    gatewayBaseUrl: check.input("gatewayBaseUrl", args.gatewayBaseUrl ?? defaults.gatewayBaseUrl, httpUrl),
    vllmUrl: check.optional("vllmUrl", args.vllmUrl, httpUrl),
    vllmModel: check.optional("vllmModel", args.vllmModel, someText),
    vllmContextWindow: check.optional("vllmContextWindow", args.vllmContextWindow, integerBetween(64, 100_000_000)),
    model: check.input("model", args.model ?? defaults.model, someText),
    maxTokens,
    maxN: check.optional("maxN", args.maxN, integerBetween(1, 128)),
    parameters: args.parameters,
    temperature: check.input("temperature", args.temperature ?? defaults.temperature, numberBetween(0, 2)),
    httpTimeoutSeconds,
    redisHost: check.input("redisHost", args.redisHost, someText),
    redisPort: check.input("redisPort", args.redisPort ?? defaults.redisPort, integerBetween(1, 65_535)),
    redisTls: args.redisTls ?? defaults.redisTls,
    redisPasswordKey: args.redisPasswordKey,
    taskQueue: args.taskQueue && {
      host: check.input("taskQueue.host", args.taskQueue.host, someText),
      queueName: check.input("taskQueue.queueName", args.taskQueue.queueName, someText),
    },
    clientKeys: args.clientKeys ?? false,
    dailyBudgetUsd: check.optional("dailyBudgetUsd", args.dailyBudgetUsd, integerBetween(1, 1_000_000)),
    drainSeconds: check.input("drainSeconds", args.drainSeconds ?? longestAnswer, integerBetween(1, 3600)),
  };
}

/** The environment of both processes, as the data of a ConfigMap. */
export function appEnvironment(config: AppConfig): Record<string, pulumi.Output<string>> {
  return {
    HOLYSHEEP_BASE_URL: text(config.gatewayBaseUrl),
    HOLYSHEEP_API_KEY_FILE: text(`${secretsPath}/${gatewaySecret.key}`),
    ...optional("VLLM_BASE_URL", config.vllmUrl),
    ...optional("VLLM_MODEL", config.vllmModel),
    ...contextWindows(config),
    MODEL_NAME: text(config.model),
    MAX_TOKENS: text(config.maxTokens),
    ...optional("MAX_N", config.maxN === undefined ? undefined : text(config.maxN)),
    ...optional("PARAMETERS", config.parameters && JSON.stringify(config.parameters)),
    TEMPERATURE: text(config.temperature),
    HTTP_TIMEOUT: text(config.httpTimeoutSeconds),
    REDIS_HOST: text(config.redisHost),
    REDIS_PORT: text(config.redisPort),
    REDIS_TLS: text(config.redisTls),
    ...optional("REDIS_PASSWORD_FILE", config.redisPasswordKey && `${secretsPath}/${config.redisPasswordKey}`),
    ...taskEnvironment(config.taskQueue),
    ...optional("CLIENT_API_KEYS_FILE", config.clientKeys ? `${clientKeysPath}/${clientKeysSecret.key}` : undefined),
    ...optional("DAILY_BUDGET_USD", config.dailyBudgetUsd === undefined ? undefined : text(config.dailyBudgetUsd)),
    DRAIN_SECONDS: text(config.drainSeconds),
  };
}

/** The app knows windows of models, and not how much of it this server was started with. */
function contextWindows({ vllmModel, vllmContextWindow }: AppConfig): Record<string, pulumi.Output<string>> {
  if (vllmModel === undefined || vllmContextWindow === undefined) return {};
  const windows = pulumi.all([vllmModel, vllmContextWindow]);
  return { CONTEXT_WINDOWS: windows.apply(([model, tokens]) => JSON.stringify({ [model]: tokens })) };
}

/** Without Service Bus tasks wait on the list in Redis, which is the app's own default. */
function taskEnvironment(queue: ServiceBusTasks | undefined): Record<string, pulumi.Output<string>> {
  if (queue === undefined) return {};
  return {
    TASK_QUEUE: text("servicebus"),
    SERVICEBUS_NAMESPACE: text(queue.host),
    SERVICEBUS_QUEUE: text(queue.queueName),
  };
}

/** Digest of a ConfigMap's data, whatever the order of its keys. */
export function configHash(data: Record<string, string>): string {
  const sorted = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}

const optional = (name: string, value: pulumi.Input<string> | undefined): Record<string, pulumi.Output<string>> =>
  value === undefined ? {} : { [name]: text(value) };
