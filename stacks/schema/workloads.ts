import { z } from "zod";
import {
  decimal,
  flag,
  httpsUrl,
  imageReference,
  integer,
  kubernetesName,
  oneOf,
  textLike,
  timeOfDay,
  timeZone,
  webOrigin,
} from "../formats";

/** Hours of every day in which replicas stand ready before they are needed. */
const preWarmWindow = z
  .strictObject({
    /** IANA time zone in which the hours are meant, for example `Asia/Seoul`. */
    timeZone,
    /** First minute, `HH:MM`. */
    start: timeOfDay,
    /** Minute at which it is over, `HH:MM`; one before `start` is that of the next day. */
    end: timeOfDay,
    /** Replicas in the window. */
    replicas: integer(1, 1000),
  })
  .refine(({ start, end }) => start !== end, {
    path: ["end"],
    message: "another time than start: the window has no length",
  });

const preWarmWindows = z.array(preWarmWindow, "a list of windows, each with timeZone, start, end and replicas");

const answerTokens = integer(1, 1_000_000);

/** What a model or a use case takes, as the app's `PARAMETERS` says it; the component checks the names. */
const parameters = z.record(
  z.string().min(1),
  z.strictObject({
    maxTokens: answerTokens.optional(),
    bound: oneOf(["either", "max_tokens", "max_completion_tokens", "none"]).optional(),
    defaults: z.record(z.string().min(1), z.json()).optional(),
    drop: z.array(z.string().min(1)).optional(),
    usageInStreams: flag().optional(),
  }),
);

/** The AI app. */
export const appSettings = z.strictObject({
  /** Namespace of `ai-service` and `agent-worker`. */
  namespace: kubernetesName,
  /** Image in our registry, `repository:tag` or `repository@sha256:…`, without the registry's host. */
  image: imageReference,
  /** The OpenAI-compatible gateway that every hosted model is reached through. */
  gatewayBaseUrl: httpsUrl,
  /** Model of requests that name neither a model nor a use case. */
  model: textLike(/^\S+$/, "a model's name, without blanks"),
  /** Most tokens of an answer. */
  maxTokens: answerTokens,
  /** Most answers to one request (`n`, `best_of`, several prompts of a completion), each of which may have `maxTokens`. */
  maxN: integer(1, 128),
  /** What single models and use cases take of bounds and defaults, stronger than the above (docs/app.md, Parameters). */
  parameters: z.strictObject({ models: parameters, useCases: parameters }),
  /** Origins whose scripts may call the API from a browser, such as `https://app.example.com`, or `*`; none if empty. */
  corsOrigins: z.array(webOrigin, "a list of origins"),
  /** Sampling temperature of an answer. */
  temperature: decimal(0, 2),
  /**
   * Whether a caller needs an API key. The keys, by their digests, are the vault's secret `client-api-keys`: the configuration's
   * `clientApiKeys`, or what somebody puts there by hand; without it nobody gets in (docs/keys.md).
   */
  clientKeys: flag(),
  /**
   * Dollars that a day's tokens may cost: from 80 % of it on `batch` is refused, and all of it leaves the in-cluster model alone until
   * midnight in UTC. 0 for no budget.
   */
  dailyBudgetUsd: integer(0, 1_000_000),
  /** Time-out of one call to a model, seconds. */
  httpTimeoutSeconds: integer(1, 3600),
  /** Life of a conversation after its last message, seconds. */
  sessionTtlSeconds: integer(60, 2_592_000),
  /** Fewest and most pods of `ai-service` that the autoscaler keeps. */
  minReplicas: integer(1, 1000),
  maxReplicas: integer(1, 1000),
  /** 99th percentile of the models' latency to which `ai-service` is scaled, seconds; more than 5 is never seen. */
  latencyP99Seconds: decimal(0.1, 5),
  /** When pods of `ai-service` stand ready. */
  preWarm: preWarmWindows,
});

/** The agent worker, which runs the app's image with the app's settings. */
export const workerSettings = z.strictObject({
  /** Fewest and most pods that the autoscaler keeps; with 0, which needs Service Bus, the first task waits for a pod to start. */
  minReplicas: integer(0, 1000),
  maxReplicas: integer(1, 1000),
});

/** The in-cluster model server. */
export const vllmSettings = z.strictObject({
  /** Hugging Face id of the model that vLLM serves. */
  model: textLike(/^[\w.-]+\/[\w.-]+$/, "an owner and a model, such as Qwen/Qwen3-14B"),
  /** Size of its weights, GB; left out where the model is known or says its parameters in its name (`8B`). */
  weightsGb: decimal(0.1, 10_000).optional(),
  /** Longest prompt plus answer, tokens. */
  maxModelLen: integer(512, 1_048_576),
  /** Fewest pods that the autoscaler keeps, one GPU each; it adds as many as the GPU pool has GPUs. */
  minReplicas: integer(0, 100),
  /** Longest time that a new pod may take on its node until it answers, seconds. */
  scaleUpDeadlineSeconds: integer(60, 7200),
  /** When pods stand ready; a GPU node takes some ten minutes more. */
  preWarm: preWarmWindows,
});
