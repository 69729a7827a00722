import { gpusOf } from "@breakwater/azure-sizes";
import { type Conflict, unless } from "./conflict";

const replicasInOrder = (workload: "app" | "worker"): Conflict => ({
  reads: [`${workload}.minReplicas`, `${workload}.maxReplicas`],
  find: ({ [workload]: { minReplicas, maxReplicas } }) =>
    unless(minReplicas <= maxReplicas, `${workload}.minReplicas`, `at most ${workload}.maxReplicas (${maxReplicas})`),
});

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

/** A conversation must outlive the answer that it waits for. */
const sessionsOutliveAnswers: Conflict = {
  reads: ["app.httpTimeoutSeconds", "app.sessionTtlSeconds"],
  find: ({ app: { httpTimeoutSeconds, sessionTtlSeconds } }) =>
    unless(
      httpTimeoutSeconds < sessionTtlSeconds,
      "app.httpTimeoutSeconds",
      `less than app.sessionTtlSeconds (${sessionTtlSeconds})`,
    ),
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
  windowsWithinReplicas,
  windowsWithinGpus,
  answersFitTheModel,
  sessionsOutliveAnswers,
  budgetIsToldFirst,
  surgeRises,
];
