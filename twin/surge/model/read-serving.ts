import type { Assumptions } from "../assumptions";
import { kvCacheTokens, modelShapes, scaledStepTimes } from "../serving/engine";
import type { AppPodOptions, Route, RouteEntry, ServingOptions, VllmOptions } from "../serving";
import type { DeploymentInput } from "./read-workloads";

/** vLLM's own default of `--gpu-memory-utilization`. */
const defaultUtilization = 0.9;
const defaultModel = "Qwen/Qwen3-14B";

/**
 * How questions are served: routes and bounds from the app's ConfigMap, with the app's own defaults where it says nothing, the engine from
 * vLLM's arguments.
 *
 * @param gpuMemoryBytes memory of vLLM's GPU; `undefined` where no vLLM ever runs
 * @returns what cannot be simulated in `problems`: a model whose shape is not known, or that does not fit its GPU
 */
export function readServing(
  app: DeploymentInput,
  vllm: DeploymentInput | undefined,
  gpuMemoryBytes: number | undefined,
  assumptions: Assumptions,
): { serving: ServingOptions; problems: string[] } {
  const { numbers } = assumptions;
  const engine = readVllm(vllm, gpuMemoryBytes, assumptions);
  const serving: ServingOptions = {
    routes: readRoutes(app.environment, vllm !== undefined, assumptions),
    app: readApp(app.environment, numbers["app.cpuSecondsPerQuestion"]),
    gateway: {
      firstTokenSeconds: {
        mean: numbers["gateway.firstTokenSeconds"],
        variation: numbers["gateway.firstTokenVariation"],
      },
      perTokenSeconds: { mean: numbers["gateway.tokenSeconds"], variation: numbers["gateway.tokenVariation"] },
      requestsPerMinute: numbers["gateway.requestsPerMinute"],
      tokensPerMinute: numbers["gateway.tokensPerMinute"],
      errorShare: numbers["gateway.errorShare"],
    },
    vllm: engine.options,
    clients: {
      patienceSeconds: numbers["clients.patienceSeconds"],
      retryShare: numbers["clients.retryShare"],
      attempts: numbers["clients.attempts"],
      backoffSeconds: numbers["clients.backoffSeconds"],
    },
  };
  return { serving, problems: engine.problems };
}

/** The app's settings by their names; defaults are the app's (docs/app.md), and a test holds the two together. */
function readApp(environment: Readonly<Record<string, string>>, cpuSecondsPerQuestion: number): AppPodOptions {
  const of = (variable: string, fallback: number): number => Number(environment[variable] ?? fallback);
  return {
    vllmMaxInFlight: of("VLLM_MAX_IN_FLIGHT", 16),
    gatewayMaxInFlight: of("GATEWAY_MAX_IN_FLIGHT", 2_000),
    fixedPlaces: false,
    queueLimit: of("QUEUE_LIMIT", 1_000),
    queueDeadlineSeconds: of("QUEUE_DEADLINE", 2),
    attempts: of("RETRY_ATTEMPTS", 3),
    retryMinWaitSeconds: of("RETRY_MIN_WAIT", 2),
    retryMaxWaitSeconds: of("RETRY_MAX_WAIT", 10),
    retryBudget: of("RETRY_BUDGET", 0.1),
    httpTimeoutSeconds: of("HTTP_TIMEOUT", 60),
    noticesGoneClients: true,
    cpuSecondsPerQuestion,
  };
}

/** The app's default routes with their shares: `simple_qa` is vLLM's first where there is one. A `ROUTES` of the user's goes over them. */
function readRoutes(
  environment: Readonly<Record<string, string>>,
  hasVllm: boolean,
  { numbers }: Assumptions,
): Route[] {
  const gateway = (model: string): RouteEntry => ({ backend: "gateway", model });
  const general = environment.MODEL_NAME ?? "gpt-4.1";
  const inCluster = environment.VLLM_MODEL ?? defaultModel;
  const own = (JSON.parse(environment.ROUTES ?? "{}") as { useCases?: Record<string, string[]> }).useCases ?? {};
  const entriesOf = (useCase: string, fallback: RouteEntry[]): RouteEntry[] => own[useCase]?.map(entryOf) ?? fallback;
  const simple = numbers["questions.simpleShare"];
  const complex = numbers["questions.complexShare"];
  const vllmFirst = hasVllm && environment.VLLM_BASE_URL !== undefined;
  const routes: Route[] = [
    {
      share: simple,
      entries: entriesOf("simple_qa", [
        ...(vllmFirst ? [{ backend: "vllm", model: inCluster } as const] : []),
        gateway("deepseek-v3.2"),
      ]),
    },
    { share: complex, entries: entriesOf("complex_reasoning", [gateway("claude-sonnet-4"), gateway("gpt-4.1")]) },
    {
      share: 1 - simple - complex,
      entries: entriesOf("general", [
        gateway(general),
        gateway(general === "gemini-2.5-flash" ? "gpt-4.1" : "gemini-2.5-flash"),
      ]),
    },
  ];
  return routes.filter(({ share }) => share > 0);
}

/** `gateway:gpt-4.1`, as the app's `ROUTES` has it. */
function entryOf(text: string): RouteEntry {
  const colon = text.indexOf(":");
  return { backend: text.slice(0, colon) === "vllm" ? "vllm" : "gateway", model: text.slice(colon + 1) };
}

function readVllm(
  vllm: DeploymentInput | undefined,
  gpuMemoryBytes: number | undefined,
  { numbers }: Assumptions,
): { options: VllmOptions; problems: string[] } {
  const problems: string[] = [];
  const args = new Map((vllm?.container.args ?? []).map((arg) => arg.split("=", 2) as [string, string]));
  const model = args.get("--served-model-name") ?? args.get("--model") ?? defaultModel;
  let shape = modelShapes[model];
  if (shape === undefined) {
    problems.push(
      `Deployment of vLLM: model "${model}" must be one whose shape is known: ${Object.keys(modelShapes).join(", ")}`,
    );
    shape = modelShapes[defaultModel]!;
  }
  const utilization = Number(args.get("--gpu-memory-utilization") ?? defaultUtilization);
  const cache = kvCacheTokens(shape, gpuMemoryBytes ?? 0, utilization, numbers["vllm.workspaceBytes"]);
  if (gpuMemoryBytes !== undefined && cache === 0) {
    const gib = (gpuMemoryBytes / 2 ** 30).toFixed(1);
    problems.push(`Deployment of vLLM: model "${model}" leaves no room for a KV cache in the ${gib} GiB of its GPU`);
  }
  const options: VllmOptions = {
    steps: scaledStepTimes(shape, numbers["vllm.hostSecondsPerStep"]),
    scheduler: {
      kind: "chunkedPrefill",
      stepTokens: Number(args.get("--max-num-batched-tokens") ?? numbers["vllm.stepTokens"]),
      maxRunning: Number(args.get("--max-num-seqs") ?? numbers["vllm.maxRunning"]),
    },
    kvCacheTokens: cache,
  };
  return { options, problems };
}
