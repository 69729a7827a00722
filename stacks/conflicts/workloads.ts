import { gpusOf } from "@breakwater/azure-sizes";
import { defaultAnswerTimes, longestAnswerSeconds } from "@breakwater/overload";
import type { Settings } from "../schema";
import { type Conflict, unless } from "./conflict";

const replicasInOrder = (workload: "app" | "worker"): Conflict => ({
  reads: [`${workload}.minReplicas`, `${workload}.maxReplicas`],
  find: ({ [workload]: { minReplicas, maxReplicas } }) =>
    unless(minReplicas <= maxReplicas, `${workload}.minReplicas`, `at most ${workload}.maxReplicas (${maxReplicas})`),
});

/**
 * Only the length of a Redis list wakes a Deployment from 0, and a task that waits for its next try, or whose worker was killed, stands in no list: the
 * workers bring it back. Service Bus counts such a message itself.
 */
const redisTasksHaveAWorker: Conflict = {
  reads: ["worker.minReplicas", "taskQueue.enabled"],
  find: ({ worker, taskQueue }) =>
    unless(
      taskQueue.enabled || worker.minReplicas > 0,
      "worker.minReplicas",
      "at least 1 where taskQueue.enabled is not: a task that waits for its next try stands in no list that wakes a worker",
    ),
};

/** A window asks for no more than the autoscaler may have. */
const windowsWithinReplicas: Conflict = {
  reads: ["app.preWarm", "app.maxReplicas"],
  find: ({ app: { preWarm, maxReplicas } }) =>
    preWarm.flatMap(({ replicas }, index) =>
      unless(replicas <= maxReplicas, `app.preWarm.${index}.replicas`, `at most app.maxReplicas (${maxReplicas})`),
    ),
};

/** The same for model servers, of which there is one for each GPU. */
const windowsWithinGpus: Conflict = {
  reads: ["vllm.preWarm", "pools.gpu.vmSize", "pools.gpu.maxCount"],
  find: ({ vllm: { preWarm }, pools: { gpu } }) => {
    const ofNode = gpusOf(gpu.vmSize);
    if (!ofNode.known) return [];
    const gpus = ofNode.gpus * gpu.maxCount;
    const allowed = `at most ${gpus}, the GPUs of a pool of pools.gpu.maxCount (${gpu.maxCount}) nodes`;
    return preWarm.flatMap(({ replicas }, index) =>
      unless(replicas <= gpus, `vllm.preWarm.${index}.replicas`, allowed),
    );
  },
};

/** The in-cluster model answers the same requests as the gateway's, and counts the prompt too. */
const answersFitTheModel: Conflict = {
  reads: ["app.maxTokens", "vllm.maxModelLen"],
  find: ({ app: { maxTokens }, vllm: { maxModelLen } }) =>
    unless(
      maxTokens < maxModelLen,
      "app.maxTokens",
      `less than vllm.maxModelLen (${maxModelLen}), which holds the prompt too`,
    ),
};

/** Every bound on an answer, with the setting that says it. */
const answerBounds = (maxTokens: number, parameters: Settings["app"]["parameters"]) => [
  { path: "app.maxTokens", tokens: maxTokens },
  ...(["models", "useCases"] as const).flatMap((kind) =>
    Object.entries(parameters[kind]).flatMap(([name, { maxTokens: tokens }]) =>
      tokens === undefined ? [] : [{ path: `app.parameters.${kind}.${name}.maxTokens`, tokens }],
    ),
  ),
];

/** A conversation must outlive the answer that it waits for. */
const sessionsOutliveAnswers: Conflict = {
  reads: ["app.httpTimeoutSeconds", "app.maxTokens", "app.parameters", "app.sessionTtlSeconds"],
  find: ({ app: { httpTimeoutSeconds, sessionTtlSeconds, maxTokens: most, parameters } }) => {
    const maxTokens = Math.max(...answerBounds(most, parameters).map(({ tokens }) => tokens));
    const longest = longestAnswerSeconds(maxTokens, httpTimeoutSeconds);
    return unless(
      longest < sessionTtlSeconds,
      "app.sessionTtlSeconds",
      `more than ${longest}, which an answer of app.maxTokens (${maxTokens}) may take after app.httpTimeoutSeconds (${httpTimeoutSeconds})`,
    );
  },
};

/** What bounds an answer must leave its tokens their time: at 10 tokens/s, the slowest pace that still counts as writing. */
const answersHaveTheirTime: Conflict = {
  reads: ["app.httpTimeoutSeconds", "app.maxTokens", "app.parameters"],
  find: ({ app: { httpTimeoutSeconds, maxTokens, parameters } }) => {
    const { longestMs, tokensPerSecond } = defaultAnswerTimes;
    const most = Math.floor((longestMs / 1_000 - httpTimeoutSeconds) * tokensPerSecond);
    return answerBounds(maxTokens, parameters).flatMap(({ tokens, path }) =>
      unless(
        tokens <= most,
        path,
        `at most ${Math.max(0, most)}: a whole answer has ${longestMs / 1_000} s, of which app.httpTimeoutSeconds (${httpTimeoutSeconds}) are for its begin, and is written at ${tokensPerSecond} tokens/s or more`,
      ),
    );
  },
};

/** Who is told of a budget before it binds can still raise it. */
const budgetIsToldFirst: Conflict = {
  reads: ["app.dailyBudgetUsd", "monitoring.dailyTokenBudgetUsd"],
  find: ({ app: { dailyBudgetUsd }, monitoring: { dailyTokenBudgetUsd } }) =>
    unless(
      dailyBudgetUsd === 0 || dailyTokenBudgetUsd <= dailyBudgetUsd,
      "app.dailyBudgetUsd",
      `0, or at least monitoring.dailyTokenBudgetUsd (${dailyTokenBudgetUsd}), at which somebody is told`,
    ),
};

/** Models for chats whose price the app knows by itself; a test holds the list against the app. */
export const pricedModels: readonly string[] = ["gpt-4.1", "claude-sonnet-4", "deepseek-v3.2", "gemini-2.5-flash"];

/** The app does not start with a budget and a model that would cost nothing. */
const budgetKnowsThePrice: Conflict = {
  reads: ["app.model", "app.dailyBudgetUsd"],
  find: ({ app: { model, dailyBudgetUsd } }) =>
    unless(
      dailyBudgetUsd === 0 || pricedModels.includes(model),
      "app.model",
      `one of ${pricedModels.join(", ")}, whose prices are known, where app.dailyBudgetUsd (${dailyBudgetUsd}) is not 0`,
    ),
};

const surgeRises: Conflict = {
  reads: ["surge.fromPerSecond", "surge.toPerSecond", "surge.peakPerSecond"],
  find: ({ surge: { fromPerSecond, toPerSecond, peakPerSecond } }) => [
    ...unless(fromPerSecond <= toPerSecond, "surge.fromPerSecond", `at most surge.toPerSecond (${toPerSecond})`),
    ...unless(toPerSecond <= peakPerSecond, "surge.toPerSecond", `at most surge.peakPerSecond (${peakPerSecond})`),
  ],
};

/** What the workloads and their traffic rule out. */
export const workloadConflicts: readonly Conflict[] = [
  replicasInOrder("app"),
  replicasInOrder("worker"),
  redisTasksHaveAWorker,
  windowsWithinReplicas,
  windowsWithinGpus,
  answersFitTheModel,
  sessionsOutliveAnswers,
  answersHaveTheirTime,
  budgetIsToldFirst,
  budgetKnowsThePrice,
  surgeRises,
];
