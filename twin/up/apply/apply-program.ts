import { type Plan, resourcesOf } from "@breakwater/plan-views";
import { ensureDefinitions } from "../../controlplane";
import type { ApiServer } from "../../controlplane";
import { composeBackend, ProgramError, runProgram, simulatedPackages } from "../../engine";
import type { Backend, Failure, RunOptions } from "../../engine";
import { kindsOf } from "../../plan";
import type { Step } from "../../terminal";
import { NodePools } from "../../nodes";
import type { StackState } from "../../state";
import type { Change } from "../../changes";
import { kubernetesBackend } from "./kubernetes-backend";
import { removeStale } from "./remove-stale";
import type { Removed, RemoveOptions } from "./remove-stale";
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
    signal.throwIfAborted();
    return [{ message: error instanceof Error ? error.message : String(error) }];
  }
}

/** What came of a run of the program against the API server. */
export interface Applied {
  changes: Change[];
  /** Resources that were refused, and errors of the program; empty when all went well. */
  failures: Failure[];
  /** Helm releases, none of which the twin installs. */
  skippedReleases: string[];
}

/**
 * Runs the program against the API server and deletes what it no longer has.
 *
 * @throws the signal's reason once it is aborted; the state says what is there
 */
export async function applyProgram(
  options: ApplyOptions,
  api: ApiServer,
  state: StackState,
  signal: AbortSignal,
): Promise<Applied> {
  const { projectDir, stack, configOverrides, onProgress } = options;
  const nodes = new NodePools(api);
  const { kubernetes: named, ...others } = simulatedPackages();
  const kubernetes = kubernetesBackend({ api, simulated: named!, state, signal });
  const remembered = Object.entries(others).map(
    ([name, simulated]) => [name, rememberedBackend({ simulated, state, nodes, signal })] as const,
  );
  const backends = [["kubernetes", kubernetes] as const, ...remembered].map(([name, backend]): [string, Backend] => [
    name,
    announced(backend, onProgress),
  ]);
  const ran = await tryProgram({
    projectDir,
    stack,
    configOverrides,
    backend: composeBackend(Object.fromEntries(backends)),
    signal,
  });
  const removed = ran.plan && (await removeGone(ran.plan, { api, state, nodes, onProgress, signal }));
  return {
    changes: [
      ...kubernetes.changes,
      ...remembered.flatMap(([, { changes }]) => changes),
      ...(removed ? removed.changes : []),
    ],
    failures: [...ran.failures, ...(removed?.failure ? [removed.failure] : [])],
    skippedReleases: [...kubernetes.skippedReleases],
  };
}

/** Deletes what a Plan no longer has, and keeps the Plan once that is done. */
async function removeGone(plan: Plan, options: Omit<RemoveOptions, "previous">): Promise<Removed> {
  const { state } = options;
  const wanted = new Set(resourcesOf(plan).map(({ urn }) => urn));
  const removed = await removeStale(wanted, { ...options, previous: state.plan });
  if (!removed.failure) state.keepPlan(plan);
  return removed;
}

/** Runs the program; what went wrong is a result, beside what is applied. */
async function tryProgram(options: RunOptions): Promise<{ plan?: Plan; failures: Failure[] }> {
  try {
    return { plan: await runProgram(options), failures: [] };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof ProgramError) return { failures: error.failures };
    return { failures: [{ message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** Says what is being applied. */
function announced(backend: Backend, onProgress: ApplyOptions["onProgress"]): Backend {
  return {
    ...backend,
    create: (request) => {
      onProgress({ text: "applying", detail: request.name });
      return backend.create(request);
    },
  };
}
