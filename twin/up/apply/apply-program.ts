import { checkInterrupted, ensureDefinitions, Interrupted } from "../../controlplane";
import type { ApiServer, Step } from "../../controlplane";
import { composeBackend, ProgramError, runProgram, simulatedPackages } from "../../engine";
import type { Backend, Failure } from "../../engine";
import { kindsOf } from "../../plan/kubernetes";
import type { Plan } from "../../plan/types";
import { NodePools } from "../nodes/node-pools";
import type { StackState } from "../state/stack-state";
import type { Change } from "./changes";
import { kubernetesBackend } from "./kubernetes-backend";
import { removeStale } from "./remove-stale";
import { rememberedBackend } from "./simulated-backend";

export interface ApplyOptions {
  /** Folder of Pulumi.yaml. */
  projectDir: string;
  stack: string;
  configOverrides?: Record<string, string>;
  onProgress: (step: Step) => void;
}

/** What of it cannot be had is a failure beside others: the objects that need none of it are applied all the same. */
export async function applyDefinitions(
  { onProgress }: Pick<ApplyOptions, "onProgress">,
  api: ApiServer,
  plan: Plan,
  signal: AbortSignal,
): Promise<Failure[]> {
  try {
    await ensureDefinitions({ api, kinds: kindsOf(plan), onProgress, signal });
    return [];
  } catch (error) {
    checkInterrupted(signal);
    return [{ message: error instanceof Error ? error.message : String(error) }];
  }
}

/** Runs the program against the API server and deletes what it no longer has. */
export async function applyProgram(options: ApplyOptions, api: ApiServer, state: StackState, signal: AbortSignal) {
  const { projectDir, stack, configOverrides, onProgress } = options;
  const changes: Change[] = [];
  const nodes = new NodePools(api);
  const skippedReleases: string[] = [];
  const simulated = simulatedPackages();
  const onSkippedRelease = (name: string) => skippedReleases.push(name);
  const packages = Object.entries(simulated).map(([name, backend]): [string, Backend] => [
    name,
    watched(
      name === "kubernetes"
        ? kubernetesBackend({ api, simulated: backend, state, changes, onSkippedRelease })
        : rememberedBackend(backend, state, changes, nodes),
      onProgress,
      signal,
    ),
  ]);

  const failures: Failure[] = [];
  try {
    const plan = await runProgram({
      projectDir,
      stack,
      configOverrides,
      backend: composeBackend(Object.fromEntries(packages)),
    });
    checkInterrupted(signal);
    const wanted = new Set(plan.resources.map(({ urn }) => urn));
    const { plan: previous } = state;
    await removeStale(wanted, {
      api,
      state,
      changes,
      nodes,
      previous,
      onProgress,
      checkInterrupted: () => checkInterrupted(signal),
    });
    state.keepPlan(plan);
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    if (error instanceof ProgramError) failures.push(...error.failures);
    else failures.push({ message: error instanceof Error ? error.message : String(error) });
  }
  return { changes, failures, skippedReleases };
}

/** Says what is being applied, and begins nothing after a Ctrl-C. */
function watched(backend: Backend, onProgress: ApplyOptions["onProgress"], signal: AbortSignal): Backend {
  return {
    ...backend,
    create: async (request) => {
      checkInterrupted(signal);
      onProgress({ text: "applying", detail: request.name });
      return backend.create(request);
    },
  };
}
