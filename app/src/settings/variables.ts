import { defaultAnswerTimes } from "@breakwater/overload";
import { z } from "zod";
import { parameterTable } from "./parameters";
import { isPlace, placeWords } from "./places";
import { priceTable, routeTable } from "./routes";

const integer = (minimum: number, maximum: number) =>
  z.coerce
    .number(`a whole number from ${minimum} to ${maximum}`)
    .int(`a whole number from ${minimum} to ${maximum}`)
    .min(minimum, `a whole number from ${minimum} to ${maximum}`)
    .max(maximum, `a whole number from ${minimum} to ${maximum}`);
const decimal = (minimum: number, maximum: number) =>
  z.coerce
    .number(`a number from ${minimum} to ${maximum}`)
    .min(minimum, `a number from ${minimum} to ${maximum}`)
    .max(maximum, `a number from ${minimum} to ${maximum}`);
const seconds = (minimum: number, maximum: number) => decimal(minimum, maximum).describe("seconds");
const port = integer(0, 65_535);
const flag = z.enum(["true", "false"], '"true" or "false"').transform((value) => value === "true");
const address = z
  .url({ protocol: /^https?$/, error: "an http or https address" })
  .transform((url) => url.replace(/\/+$/, ""));

/** Addresses by commas. */
const places = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((place) => place.trim())
      .filter((place) => place !== ""),
  )
  .pipe(z.array(z.string().refine(isPlace, placeWords)).min(1, placeWords));

/** An origin as a browser writes it: scheme, host, and the port where it is not the scheme's own. */
const isOrigin = (text: string): boolean => text === "*" || (URL.canParse(text) && new URL(text).origin === text);

/** A variable that holds JSON. */
function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "valid JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/**
 * Every environment variable that the app reads, with its default and what is allowed. Times are in seconds.
 * The API and the worker read the same ones; docs/app.md lists them.
 */
export const variables = z.object({
  /** The OpenAI-compatible gateway that reaches every hosted model. */
  HOLYSHEEP_BASE_URL: address.default("https://api.holysheep.ai/v1"),
  /** The gateway's key; second choice after the file. */
  HOLYSHEEP_API_KEY: z.string().optional(),
  /** The gateway's key as a mounted Secret, re-read when it is rotated. */
  HOLYSHEEP_API_KEY_FILE: z.string().default("/etc/breakwater/secrets/holysheep-api-key"),
  /** The in-cluster vLLM, up to and including `/v1` or without; unset means that there is none. */
  VLLM_BASE_URL: address.optional(),
  /** The model that vLLM serves, by the name that it serves it under. */
  VLLM_MODEL: z.string().min(1).default("Qwen/Qwen3-14B"),
  /** Most requests that this process has at vLLM at a time; what is above goes to the next entry of the route. */
  VLLM_MAX_IN_FLIGHT: integer(1, 100_000).default(16),

  /** Model of requests that name neither a model nor a use case. */
  MODEL_NAME: z.string().min(1).default("gpt-4.1"),
  /** Most tokens of an answer: a bound on what a request may ask, and what one without a bound gets. */
  MAX_TOKENS: integer(1, 1_000_000).default(2048),
  /** Most answers to one request (`n`, `best_of`): each may have as many tokens as `MAX_TOKENS` says. OpenAI's own bound is 128. */
  MAX_N: integer(1, 128).default(8),
  /** Temperature of chats that name none, where the model takes one. `none`, the default, leaves that to the provider. */
  TEMPERATURE: z
    .union([z.literal("none").transform(() => null), decimal(0, 2)], 'a number from 0 to 2, or "none"')
    .default(null),
  /** What models and use cases take of these, and what they get besides. */
  PARAMETERS: json(parameterTable).default({ models: {}, useCases: {} }),
  /** Context windows by model, tokens of question and answer together, over what is known. */
  CONTEXT_WINDOWS: json(
    z.record(z.string().min(1), z.number().int().min(64, "a whole number of tokens, at least 64")),
  ).default({}),
  /** Use cases and models, each an ordered list of "backend:model", over the defaults. */
  ROUTES: json(routeTable).default({ useCases: {}, models: {} }),
  /** Dollars per million tokens by model, over the defaults. */
  PRICES: json(priceTable).default({}),

  /** Time for an answer to begin: to the first event of a stream, and the fixed part of a whole answer's time. */
  HTTP_TIMEOUT: seconds(0.05, 3600).default(defaultAnswerTimes.beginMs / 1_000),
  /** Slowest pace at which a model still counts as writing: a whole answer has HTTP_TIMEOUT and the time of its most tokens at this pace. */
  SLOWEST_TOKENS_PER_SECOND: decimal(0.1, 10_000).default(defaultAnswerTimes.tokensPerSecond),
  /** Longest time for a whole answer, however many tokens it may have. OpenAI's clients wait for 10 minutes. */
  ANSWER_TIMEOUT: seconds(0.05, 86_400).default(defaultAnswerTimes.longestMs / 1_000),
  /** Longest silence inside a stream. */
  STREAM_STALL_TIMEOUT: seconds(0.05, 3600).default(30),
  /** Tries of one request, the first included. */
  RETRY_ATTEMPTS: integer(1, 10).default(3),
  /** Wait before the second try; it doubles with every further one. */
  RETRY_MIN_WAIT: seconds(0, 600).default(2),
  RETRY_MAX_WAIT: seconds(0, 600).default(10),
  /** Share of all requests that may be retries while there is load. */
  RETRY_BUDGET: decimal(0, 1).default(0.1),

  /** Most requests at the gateway at a time; below it the limit adapts to what the gateway takes. */
  GATEWAY_MAX_IN_FLIGHT: integer(1, 100_000).default(2_000),
  /** Most requests that wait for a place. */
  QUEUE_LIMIT: integer(0, 1_000_000).default(1_000),
  /** Time within which an interactive request must get its answer's place; what cannot is refused at once. */
  QUEUE_DEADLINE: seconds(0, 3600).default(2),
  /** The same for batch requests. */
  QUEUE_DEADLINE_BATCH: seconds(0, 3600).default(30),

  HTTP_HOST: z.string().min(1).default("0.0.0.0"),
  HTTP_PORT: port.default(8080),
  GRPC_PORT: port.default(9090),
  /** Port of the health thread. */
  HEALTH_PORT: port.default(8000),
  /** Largest request body, bytes. */
  MAX_BODY_BYTES: integer(1_024, 1_073_741_824).default(50 * 1024 * 1024),
  /** Most bytes of request bodies in memory at a time. */
  MAX_BUFFERED_BYTES: integer(1_024, 17_179_869_184).default(256 * 1024 * 1024),
  /** Origins whose scripts may call the API from a browser, by commas, or `*` for all; unset means none. */
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(",").map((origin) => origin.trim()))
    .pipe(z.array(z.string().refine(isOrigin, 'origins such as "https://app.example.com" by commas, or "*"')))
    .default([]),
  /** Longest time for which a client may take nothing of what waits for it. */
  CLIENT_STALL_TIMEOUT: seconds(0.05, 3600).default(30),
  MAX_CONNECTIONS: integer(1, 1_000_000).default(20_000),
  /** API keys of callers: JSON with a digest, a name and limits for each, or plain keys by commas or lines. The file first. */
  CLIENT_API_KEYS: z.string().optional(),
  CLIENT_API_KEYS_FILE: z.string().optional(),
  /** Dollars that the whole service may spend in a day (UTC); unset means no bound. */
  DAILY_BUDGET_USD: decimal(0.01, 10_000_000).optional(),
  /** Share of it from which batch requests get the in-cluster model only. */
  DAILY_BUDGET_BATCH_SHARE: decimal(0, 1).default(0.8),
  /** The edge's own addresses: `x-user-id` counts from there and from nowhere else. */
  TRUSTED_EDGE: places.optional(),
  /** Path at the edge that ends a login there; `GET /api/me` tells it to the page. */
  EDGE_LOGOUT_PATH: z
    .string()
    .regex(/^\/(?!\/)[\w./?=&%~-]*$/, 'a path of this host such as "/logout"')
    .optional(),

  REDIS_HOST: z.string().min(1).optional(),
  REDIS_PORT: integer(1, 65_535).default(6379),
  REDIS_TLS: flag.default(false),
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_PASSWORD_FILE: z.string().optional(),
  /** `memory` is for local development: conversations die with the process. */
  SESSION_STORE: z.enum(["redis", "memory"], '"redis" or "memory"').default("redis"),
  /** Life of a conversation after its last message. */
  SESSION_TTL: integer(1, 31_536_000).default(3600),
  /** Bounds of one conversation; the oldest messages go first. */
  SESSION_MAX_MESSAGES: integer(2, 10_000).default(100),
  SESSION_MAX_BYTES: integer(1_024, 16_777_216).default(262_144),

  /** Where asynchronous tasks wait. */
  TASK_QUEUE: z.enum(["redis", "servicebus"], '"redis" or "servicebus"').default("redis"),
  /** Redis list of the tasks. */
  TASK_LIST: z.string().min(1).default("ai-requests"),
  SERVICEBUS_NAMESPACE: z.string().min(1).optional(),
  /** Service Bus queue of the tasks. */
  SERVICEBUS_QUEUE: z.string().min(1).default("ai-task-queue"),
  /** Tasks that may wait; one more is refused with 429. */
  TASK_QUEUE_LIMIT: integer(1, 10_000_000).default(10_000),
  /** Tries of one task before it is dead-lettered. */
  TASK_MAX_ATTEMPTS: integer(1, 100).default(5),
  /** Deaths of its worker after which a task is dead-lettered that was all the worker had. */
  TASK_MAX_DEATHS: integer(1, 1_000).default(20),
  /** Time for which a worker holds a task without extending its lock; twice the worker's longest block of 60 s. */
  TASK_LOCK: seconds(1, 3600).default(120),
  /** Longest time for one try of one task; unset, it follows from the times of the calls that it may make. */
  TASK_TIMEOUT: seconds(1, 86_400).optional(),
  /** Age at which a task is given up for which no model was to be had; such tries do not count. */
  TASK_MAX_AGE: seconds(1, 604_800).default(3_600),
  /** Life of a task that nobody answers. */
  TASK_PENDING_TTL: integer(60, 31_536_000).default(604_800),
  /** Life of a finished task's result. */
  TASK_RESULT_TTL: integer(1, 31_536_000).default(86_400),
  /** Tasks that one worker does at a time. */
  WORKER_CONCURRENCY: integer(1, 1_000).default(1),
  /** Port of `/metrics`, which no edge routes: it tells costs and models. */
  METRICS_PORT: port.default(9464),
  /** Most calls to a model for one task. */
  AGENT_MAX_MODEL_CALLS: integer(2, 100).default(6),
  /** Whether a busy process is not ready: for pods behind a Service, never for one that pulls from a queue. */
  BUSY_IS_UNREADY: flag.default(false),

  /** Touched every 10 s while the main thread is alive. */
  HEARTBEAT_FILE: z.string().min(1).optional(),
  /** Longest time for which the main thread may be blocked and still counts as alive. */
  LONGEST_BLOCK: seconds(0.1, 3600).default(5),
  /** Time to keep serving after SIGTERM, until the load balancer has noticed. */
  DRAIN_NOTICE: seconds(0, 600).default(5),
  /** Time after SIGTERM at which what still runs is cut. */
  DRAIN_SECONDS: seconds(0, 3600).default(60),

  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"], "debug, info, warn, error or silent").default("info"),
  /** Logs what users wrote and what they were answered. Off: it is theirs. */
  LOG_PROMPTS: flag.default(false),
  /** OTLP over HTTP; unset means no traces. */
  OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
  OTEL_SERVICE_NAME: z.string().min(1).default("ai-service"),
  /** Share of traces kept where the caller has not decided. */
  OTEL_TRACES_SAMPLER_ARG: decimal(0, 1).default(0.1),
});

/** The checked variables by name. */
export type Variables = z.infer<typeof variables>;

/** Variables whose values never stand in a message. */
export const secretVariables: readonly string[] = ["HOLYSHEEP_API_KEY", "CLIENT_API_KEYS", "REDIS_PASSWORD"];
