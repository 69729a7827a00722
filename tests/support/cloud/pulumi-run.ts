import type { JsonObject, Plan, PlanResource } from "@breakwater/plan-views";
import {
  type Checkpoint,
  Deployment,
  type DeploymentOutcome,
  type DeploymentStep,
  type Refusal,
} from "../../../twin/deployment";
import { type Backend, runProgram } from "../../../twin/engine";
import { findResource, type AzureState } from "../../../twin/azure/state";
import { apiServerRefusal, kubernetesRefusal, mayDeploy } from "./access";
import { CommandError } from "./command-table";
import { StackFile, stackOf, type StackRecord } from "./pulumi-backend";
import type { World } from "./world";

/** How a program is run. */
export interface RunOptions {
  stack: string;
  /** Folder of Pulumi.yaml. */
  folder: string;
  preview?: boolean;
  refresh?: boolean;
  /** Patterns of URNs, `**` for anything; empty for all. */
  targets?: readonly string[];
}

/** What came of it, as far as it is printed. */
export interface RunResult {
  steps: DeploymentStep[];
  /** Why it did not get through: what was refused before anything was touched, or failed on the way. */
  errors: string[];
  outputs: JsonObject;
}

const providerType = "pulumi:providers:";

/** Runs the project's own program against the simulated cloud, as `pulumi preview` and `pulumi up` do. */
export async function runStack(world: World, options: RunOptions): Promise<RunResult> {
  const { stack, folder, targets = [] } = options;
  const record = stackOf(world, stack);
  const secrets = new StackFile(folder, stack).secrets(world);
  if (!options.preview && !mayDeploy(world))
    throw new CommandError(
      "error: AuthorizationFailed: whoever is logged in does not have authorization to write in the subscription",
      255,
    );
  const source = (wrap: (backend: Backend) => Backend) => (backend: Backend) =>
    runProgram({ projectDir: folder, stack, backend: wrap(backend), configOverrides: secrets });
  const plain = source((backend) => backend);
  const before = new Set(world.azure.resources.keys());
  const noted: string[] = [];
  const restrictions: Restrictions = { world, before, noted };
  const start = () => {
    // A refresh writes into what it is given, and before a preview it must not stay.
    const deployment = new Deployment({ azure: world.azure, checkpoint: structuredClone(record.checkpoint) });
    if (options.refresh) deployment.refresh();
    return deployment;
  };

  // A rehearsal touches nothing, and is the deployment itself where nothing comes in between.
  const deployment = start();
  const rehearsal = await deployment.up(source((backend) => restricted(backend, restrictions)));
  const chosen = targets.length === 0 ? undefined : chosenOf(rehearsal.plan!, targets);
  const unreachable = knownClusterRefusal(world, rehearsal, record.checkpoint.resources.values());
  const errors = [
    ...problemsOf(rehearsal, chosen),
    ...(unreachable ? [unreachable] : []),
    ...(chosen ? missingTargets(rehearsal.plan!, chosen, record.checkpoint.resources) : []),
  ];
  if (options.preview || errors.length > 0)
    return { steps: stepsOf(rehearsal, chosen), errors, outputs: record.outputs };
  const { killedDuring } = world;
  if (killedDuring !== undefined)
    return { ...(await killed(world, record, start(), plain, killedDuring)), outputs: record.outputs };
  if (noted.length === 0 && !chosen) {
    keep(world, record, deployment);
    record.outputs = rehearsal.plan!.outputs;
    return { steps: rehearsal.steps, errors, outputs: record.outputs };
  }

  // What goes well is done, and the rest is not.
  const partly = start();
  const outcome = await partly.up(
    source((backend) => restricted(backend, { ...restrictions, refuses: true, chosen })),
    { skipPreview: true },
  );
  keep(world, record, partly);
  const failed = problemsOf(outcome, chosen);
  return { steps: stepsOf(outcome, chosen), errors: failed, outputs: record.outputs };
}

/** A runner that is lost in the middle: what was asked for last is in Azure, and Pulumi does not know it. */
async function killed(
  world: World,
  record: StackRecord,
  deployment: Deployment,
  program: (backend: Backend) => Promise<Plan>,
  name: string,
): Promise<Pick<RunResult, "steps" | "errors">> {
  const { steps } = await deployment.preview(program);
  const endsDuring = steps.find(({ urn }) => urn.endsWith(name))!.urn;
  delete world.killedDuring;
  await deployment.up(program, { skipPreview: true, endsDuring });
  keep(world, record, deployment);
  return { steps: [], errors: ["signal: killed"] };
}

function keep(world: World, record: StackRecord, deployment: Deployment): void {
  world.azure = deployment.azure;
  record.checkpoint = deployment.checkpoint;
}

interface Restrictions {
  world: World;
  /** What was there before the command. */
  before: ReadonlySet<string>;
  /** Why the cluster lets the program in nowhere, each reason once. */
  noted: string[];
  /** Whether what stands in between fails; else it is only noted. Default: false. */
  refuses?: boolean;
  chosen?: ReadonlySet<string>;
}

/** What stands between the program and the cloud beside Azure itself: targets, and who reaches the cluster and is let in. */
function restricted(backend: Backend, { world, before, chosen, noted, refuses }: Restrictions): Backend {
  // The engine's own view, in the middle of the deployment.
  const { world: run } = backend as unknown as { world: { azure: AzureState; checkpoint: Checkpoint } };
  return {
    ...backend,
    invoke: (token, args) => backend.invoke(token, args),
    create: (request) => {
      if (chosen && !chosen.has(request.urn) && !request.type.startsWith(providerType)) throw new Error(notChosen);
      if (request.type.startsWith("kubernetes:")) {
        const refusal = refusalOfCluster(viewOf(world, run.azure, before), run.checkpoint);
        if (refusal) {
          if (!noted.includes(refusal)) noted.push(refusal);
          if (refuses) throw new Error(refusal);
        }
      }
      return backend.create(request);
    },
  };
}

const notChosen = "not among the targets";

/** The world in the middle of a deployment; roles that it made do not hold yet where they are slow. */
function viewOf(world: World, azure: AzureState, before: ReadonlySet<string>): World {
  const fresh = [...azure.resources].filter(
    ([key, { token }]) => token.endsWith(":RoleAssignment") && !before.has(key),
  );
  return { ...world, azure, newRoles: new Set(world.slowRoles ? fresh.map(([key]) => key) : []) };
}

function refusalOfCluster(world: World, { resources }: Checkpoint): string | undefined {
  const cluster = [...resources.values()].find(({ type }) => type.endsWith(":ManagedCluster"));
  if (!cluster) return "the cluster is not there";
  return apiServerRefusal(world, cluster.id) ?? kubernetesRefusal(world, cluster.id);
}

/** A preview asks a cluster that is known already for its schema, and ends where that does not answer (pulumi-kubernetes#3027). */
function knownClusterRefusal(
  world: World,
  { steps }: DeploymentOutcome,
  recorded: Iterable<{ id: string; type: string }>,
): string | undefined {
  const all = [...recorded];
  const cluster = all.find(({ type }) => type.endsWith(":ManagedCluster"));
  if (!cluster || !findResource(world.azure, cluster.id) || !steps.some(({ type }) => type.startsWith("kubernetes:")))
    return undefined;
  if (!all.some(({ type }) => type.startsWith("kubernetes:"))) return undefined;
  const refusal = apiServerRefusal(world, cluster.id);
  return (
    refusal &&
    `configured Kubernetes cluster is unreachable: unable to load schema information from the API server: ${refusal}`
  );
}

/** What is printed of refusals and failures; what was not chosen is none. */
function problemsOf({ refusals, failures }: DeploymentOutcome, chosen: ReadonlySet<string> | undefined): string[] {
  const judged = refusals.filter(({ urn, type }) => !chosen || chosen.has(urn) || type.startsWith(providerType));
  return [
    ...judged.map(described),
    ...failures.filter(({ message }) => !message.includes(notChosen)).map(({ message }) => message),
  ];
}

const described = ({ type, name, path, code, reason, way, source }: Refusal): string =>
  [
    `${type} (${name}): ${code}: ${reason}${path === undefined || reason.includes(path) ? "" : ` (${path})`}`,
    ...(way === undefined ? [] : [`  ${way}`]),
    ...(source === undefined ? [] : [`  ${source}`]),
  ].join("\n");

function stepsOf({ steps }: DeploymentOutcome, chosen: ReadonlySet<string> | undefined): DeploymentStep[] {
  return steps.filter(({ urn, type }) => !chosen || chosen.has(urn) || type.startsWith(providerType));
}

/** URNs that the patterns mean; `*` stops at a colon, `**` at nothing (https://www.pulumi.com/docs/iac/guides/basics/targeted-updates/). */

function chosenOf({ resources }: Plan, patterns: readonly string[]): ReadonlySet<string> {
  const forms = patterns.map((pattern) => new RegExp(`^${pattern.split(/(\*+)/).map(globPart).join("")}$`));
  const unused = forms.findIndex((form) => !resources.some(({ urn }) => form.test(urn)));
  if (unused !== -1)
    throw new CommandError(`error: Target '${patterns[unused]}' could not be found in the stack.`, 255);
  return new Set(resources.filter(({ urn }) => forms.some((form) => form.test(urn))).map(({ urn }) => urn));
}

const globPart = (part: string): string =>
  part === "**" ? ".*" : part === "*" ? "[^:]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/**
 * A target that needs what is neither there nor a target ends the run. Providers and the stack itself are always targets
 * (`validateSteps` and `isImplicitlyTargetedResource` of pkg/resource/deploy/step_generator.go).
 */

function missingTargets(
  { resources }: Plan,
  chosen: ReadonlySet<string>,
  recorded: ReadonlyMap<string, unknown>,
): string[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const isSkipped = (urn: string): boolean => {
    const resource = byUrn.get(urn);
    return resource !== undefined && !chosen.has(urn) && !recorded.has(urn) && !isImplicit(resource);
  };
  return resources
    .filter(({ urn }) => chosen.has(urn))
    .flatMap(({ urn, parent, dependencies }) =>
      [parent, ...dependencies]
        .filter((need) => need !== undefined && isSkipped(need))
        .map((need) => `Resource '${urn}' depends on '${need}' which was was not specified in --target list.`),
    );
}

const isImplicit = ({ type }: PlanResource): boolean => type.startsWith(providerType) || type === "pulumi:pulumi:Stack";
