import { type AzureState, createAzureState } from "../azure";
import { copyWorld, emptyCheckpoint } from "./checkpoint";
import type { Checkpoint, World } from "./checkpoint";
import { deleteResources } from "./deletions";
import type { DeploymentOutcome } from "./outcome";
import { importPending, refreshAll } from "./refresh";
import { Run } from "./run";
import type { RunOptions } from "./run";
import { declare, type Source } from "./source";

/** How `up` is called. */
export interface DeployOptions {
  /** As `pulumi up --skip-preview`: what goes well is done, whatever else is refused. Default: false. */
  skipPreview?: boolean;
  /** URN of the resource during whose creation the process is killed. Only without a preview. */
  endsDuring?: string;
}

/** What a deployment starts with. */
export interface DeploymentArgs {
  /** The subscription. Default: an empty one. */
  azure?: AzureState;
  /** What Pulumi knows of the stack. Default: nothing. */
  checkpoint?: Checkpoint;
}

/**
 * A stack in a simulated subscription, under what Pulumi's engine makes of it. Each operation is rehearsed first on copies, as `pulumi`
 * previews it; where anything is refused there, it ends and nothing is touched.
 */
export class Deployment {
  private world: World;

  constructor({ azure = createAzureState(), checkpoint = emptyCheckpoint() }: DeploymentArgs = {}) {
    this.world = { azure, checkpoint };
  }

  /** The subscription as it is now. */
  get azure(): AzureState {
    return this.world.azure;
  }

  /** What Pulumi knows of the stack now. */
  get checkpoint(): Checkpoint {
    return this.world.checkpoint;
  }

  /** A deployment of its own that begins as this one is. */
  copy(): Deployment {
    return new Deployment(copyWorld(this.world));
  }

  /** What `up` would come to; nothing is touched. */
  preview(source: Source): Promise<DeploymentOutcome> {
    return deploy(copyWorld(this.world), source, { rehearses: true });
  }

  /** Makes the stack what the program says. */
  async up(source: Source, { skipPreview = false, endsDuring }: DeployOptions = {}): Promise<DeploymentOutcome> {
    if (skipPreview)
      return deploy(this.world, source, { rehearses: false, ...(endsDuring !== undefined && { endsDuring }) });
    // A rehearsal does what the deployment does, so its world is what comes of it.
    const rehearsed = copyWorld(this.world);
    const outcome = await deploy(rehearsed, source, { rehearses: true });
    if (outcome.ok) this.world = rehearsed;
    return outcome;
  }

  /**
   * Asks Azure for every resource, and takes its answers for the inputs of the last deployment. The steps tell what has changed there.
   *
   * @param pendingCreates ids of what an interrupted creation has left, by URN, as with `--import-pending-creates`
   */
  refresh(pendingCreates: Readonly<Record<string, string>> = {}): DeploymentOutcome {
    const imported = importPending(pendingCreates, this.world);
    const steps = [...imported.steps, ...refreshAll(this.world)];
    return { steps, refusals: imported.refusals, failures: [], ok: imported.refusals.length === 0 };
  }

  /** Deletes all that the stack has, dependants first. */
  destroy({ skipPreview = false }: Pick<DeployOptions, "skipPreview"> = {}): DeploymentOutcome {
    const world = skipPreview ? this.world : copyWorld(this.world);
    const { resources, condemned } = world.checkpoint;
    const { steps, refusals } = deleteResources([...resources.values()], [...condemned], world);
    const ok = refusals.length === 0;
    if (ok) this.world = world;
    return { steps, refusals, failures: [], ok };
  }

  /** As `pulumi state unprotect`: the resource can be deleted from now on. */
  unprotect(urn: string): void {
    const { resources } = this.world.checkpoint;
    const recorded = resources.get(urn);
    if (!recorded) throw new Error(`the stack has no resource ${urn}`);
    resources.set(urn, { ...recorded, options: { ...recorded.options, protect: false } });
  }
}

async function deploy(world: World, source: Source, options: RunOptions): Promise<DeploymentOutcome> {
  const run = new Run(world, options);
  const declared = await declare(source, run);
  // What a provider refuses is told as a refusal.
  const refused = new Set(run.refusals.map(({ urn }) => urn));
  const failures = declared.failures.filter(({ urn }) => urn === undefined || !refused.has(urn));
  const isComplete = !run.ended && failures.length === 0 && (options.rehearses || refused.size === 0);
  const { resources, condemned } = world.checkpoint;
  const stale = [...resources.values()].filter(({ urn }) => !run.seen.has(urn));
  const deleted = isComplete ? deleteResources(stale, [...condemned], world) : { steps: [], refusals: [] };
  const refusals = [...run.refusals, ...deleted.refusals];
  return {
    steps: [...run.steps, ...deleted.steps],
    refusals,
    failures,
    ok: refusals.length === 0 && failures.length === 0 && !run.ended,
    plan: declared.plan,
  };
}
