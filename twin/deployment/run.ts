import { call, newResource } from "../azure";
import { isAtOrBelow, type PropertyChange } from "../changes";
import type { Backend, ResourceRequest, ResourceResult } from "../engine";
import { type JsonObject, secretMark } from "@breakwater/plan-views";
import { copyWorld } from "./checkpoint";
import type { RecordedResource, World } from "./checkpoint";
import { withIgnoredChanges } from "./ignore-changes";
import type { DeploymentStep, Refusal } from "./outcome";
import { providerOf } from "./providers/provider-of";
import { followsFromAnother, refusalOfExisting, refusalsOf } from "./refusals";
import { replaceResource } from "./replace";

/** How a run treats what is refused. */
export interface RunOptions {
  /** A refusal is noted, and the program goes on with what is there: so all refusals are found. Else it is thrown, as the engine does. */
  rehearses: boolean;
  /** URN of the resource during whose creation the engine's process ends: Azure has it then, and the checkpoint has not. */
  endsDuring?: string;
}

/**
 * One run of a program against a world: decides for each resource that it registers what becomes of it, and does it. What Pulumi does
 * by its step generator (pkg/resource/deploy/step_generator.go of https://github.com/pulumi/pulumi).
 */
export class Run implements Backend {
  readonly steps: DeploymentStep[] = [];
  readonly refusals: Refusal[] = [];
  /** URNs that the program has. */
  readonly seen = new Set<string>();
  /** The process has ended. */
  ended = false;
  /** What went ahead of a replacement, by URN: its own replacement is still to be registered. */
  private readonly goneAhead = new Map<string, RecordedResource>();
  /** URNs of creations that were refused, and of what depends on them: nothing can be said of those. */
  private readonly unsure = new Set<string>();
  /** URNs of changes that were refused, and of what was refused with them. */
  private readonly unchanged = new Set<string>();
  private lastStep: Promise<unknown> = Promise.resolve();

  constructor(
    readonly world: World,
    private readonly options: RunOptions,
  ) {}

  invoke(token: string, args: JsonObject) {
    return Promise.resolve(call(token, args, this.world.azure));
  }

  /** Steps are taken one after the other, in the order of the registrations. */
  create(request: ResourceRequest): Promise<ResourceResult> {
    const step = this.lastStep.then(() => this.register(request));
    this.lastStep = step.catch(() => undefined);
    return step;
  }

  private async register(request: ResourceRequest): Promise<ResourceResult> {
    const { urn, type, name } = request;
    if (this.ended) throw new Error("the deployment was interrupted");
    this.seen.add(urn);
    const recorded = this.takeRecord(request);
    if (!recorded && this.needsUnsure(request)) return this.likely(request);
    const step: DeploymentStep = { action: "create", urn, type, name, properties: [], replacedBy: [] };
    // Only a rehearsal goes on after a refusal, with the world as it was.
    const before = this.options.rehearses ? copyWorld(this.world) : undefined;
    try {
      const result = await this.take(request, recorded, step);
      this.steps.push(step);
      return result;
    } catch (error) {
      if (this.ended) throw error;
      // What Azure refuses because something else is not as it would be by then is not told twice.
      const isEcho = followsFromAnother(error) && this.needsUnchanged(request);
      if (!isEcho) this.refusals.push(...refusalsOf(step, error));
      this.unchanged.add(urn);
      if (before === undefined) throw error;
      Object.assign(this.world, before);
      return recorded ?? this.likely(request);
    }
  }

  private async take(
    request: ResourceRequest,
    recorded: RecordedResource | undefined,
    step: DeploymentStep,
  ): Promise<ResourceResult> {
    const { urn, type, options } = request;
    const provider = providerOf(type);
    const former = recorded ?? this.goneAhead.get(urn);
    const inputs = former
      ? withIgnoredChanges(former.inputs, request.inputs, options.ignoreChanges ?? [])
      : request.inputs;
    const asked = { ...request, inputs };
    if (!recorded) {
      if (former) step.action = "replace";
      return this.makeNew(asked);
    }
    const diff = provider.diff(recorded, inputs);
    step.properties = masked(diff.properties, [...recorded.secretPaths, ...request.secretPaths]);
    if (diff.properties.length === 0) {
      step.action = "same";
      return this.record(asked, recorded);
    }
    step.action = "update";
    if (diff.replaces.length === 0) return this.record(asked, await provider.update(recorded, asked, this.world));
    step.action = "replace";
    step.replacedBy = [...diff.replaces];
    step.deletesFirst = options.deleteBeforeReplace ?? diff.deletesFirst;
    const { result, goneAhead } = await replaceResource({
      world: this.world,
      recorded,
      deletesFirst: step.deletesFirst,
      make: () => this.makeNew(asked),
    });
    for (const resource of goneAhead) this.goneAhead.set(resource.urn, resource);
    return result;
  }

  /** Creates a resource; an interruption leaves it in Azure, and in the checkpoint as pending. */
  private async makeNew(request: ResourceRequest): Promise<ResourceResult> {
    const { urn } = request;
    const { pendingCreates } = this.world.checkpoint;
    const wasPending = pendingCreates.has(urn);
    pendingCreates.set(urn, request);
    try {
      const result = await providerOf(request.type).create(request, this.world);
      if (this.options.endsDuring === urn) {
        this.ended = true;
        throw new Error("the deployment was interrupted");
      }
      pendingCreates.delete(urn);
      return this.record(request, result);
    } catch (error) {
      if (!this.ended && !wasPending) pendingCreates.delete(urn);
      throw this.ended ? error : refusalOfExisting(request, wasPending, error);
    }
  }

  /** The record of a resource, also under a former URN that the program names; a former one is moved. */
  private takeRecord({ urn, options }: ResourceRequest): RecordedResource | undefined {
    const { resources } = this.world.checkpoint;
    const known = [urn, ...(options.aliases ?? [])].find((name) => resources.has(name));
    if (known === undefined) return undefined;
    const recorded = { ...resources.get(known)!, urn };
    resources.delete(known);
    resources.set(urn, recorded);
    return recorded;
  }

  /** Puts down what a resource is now; it becomes the latest of all. */
  private record(request: ResourceRequest, { id, outputs }: ResourceResult): ResourceResult {
    const { resources } = this.world.checkpoint;
    resources.delete(request.urn);
    resources.set(request.urn, { ...request, id, outputs });
    return { id, outputs };
  }

  private needsUnsure({ dependencies, provider }: ResourceRequest): boolean {
    return [...dependencies, provider].some((urn) => urn !== undefined && this.unsure.has(urn));
  }

  private needsUnchanged({ dependencies }: ResourceRequest): boolean {
    return dependencies.some((urn) => this.unchanged.has(urn));
  }

  /** What a resource would answer if nothing stood against it, so that the program goes on. */
  private async likely(request: ResourceRequest): Promise<ResourceResult> {
    const { urn, type, name, inputs } = request;
    this.unsure.add(urn);
    try {
      if (!type.startsWith("azure-native:")) return await providerOf(type).create(request, copyWorld(this.world));
      const { id, state } = newResource(type, name, inputs);
      return { id, outputs: state };
    } catch {
      return { id: urn, outputs: inputs };
    }
  }
}

function masked(properties: readonly PropertyChange[], secretPaths: readonly string[]): PropertyChange[] {
  return properties.map((change) =>
    secretPaths.some((path) => isAtOrBelow(change.path, path) || isAtOrBelow(path, change.path))
      ? {
          path: change.path,
          ...(change.before !== undefined && { before: secretMark }),
          ...(change.after !== undefined && { after: secretMark }),
        }
      : change,
  );
}
