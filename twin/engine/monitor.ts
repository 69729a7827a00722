import { AzureError } from "../azure";
import type {
  ReadResourceRequest,
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { ResourceMonitorFeature } from "@pulumi/pulumi/proto/resource_pb";
import { type JsonObject, type PlanResource, secretMark } from "@breakwater/plan-views";
import type { Failure } from "./errors";
import { addedOutputs, knownInPreview } from "./outputs";
import { optionsOf, placeOf, propertyDependenciesOf } from "./registration";
import type { Place } from "./registration";
import type { Backend, ResourceRequest, ResourceResult } from "./types";
import { stackType, urnOf } from "./urn";
import { markSecrets, secretOnTheWire, unwrap } from "./values";
import type { Unwrapped } from "./values";
import {
  answer,
  answerError,
  answerRead,
  failWith,
  messageOf,
  onTheWire,
  skip,
  success,
  wireObject,
  withoutUndefined,
} from "./wire";
import type { Callback } from "./wire";

/** Features of Pulumi's monitor that this one has. Transforms and hooks would need a gRPC server of the program's own. */
const features = [
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
];

/** What a monitor needs to know about the run. */
export interface MonitorOptions {
  project: string;
  stack: string;
  /** Preview: no resource is made, and what only a provider knows stays unknown. */
  preview: boolean;
  backend: Backend;
  /** Once it is aborted, nothing more is made. */
  signal?: AbortSignal;
}

/**
 * The engine's side of a run: Pulumi's SDK calls it in place of the gRPC client that it has under the Pulumi CLI. Unlike the
 * SDK's own `MockMonitor` it keeps the options, parents and dependencies of every resource, and a resource that fails takes
 * down only what depends on it, as `pulumi up --continue-on-error` does.
 */
export class Monitor {
  /** What was registered without error, by URN. */
  readonly resources = new Map<string, PlanResource>();
  readonly failures: Failure[] = [];
  /** Outputs of the stack. */
  outputs: JsonObject = {};
  /** Calls so far; a run has settled only when it stays the same. */
  calls = 0;
  private readonly registered = new Set<string>();
  /** URNs of what failed, and of what was skipped because it depends on that. */
  private readonly missing = new Set<string>();

  constructor(private readonly options: MonitorOptions) {}

  /** Whether an error only repeats what is already among the failures: the SDK rejects every promise that waits for it. */
  isReported(error: unknown): boolean {
    const text = error instanceof Error ? error.message : String(error);
    return this.failures.some(({ message }) => text.includes(message));
  }

  getDeploymentInfo(_request: unknown, callback: Callback): void {
    callback(null, { getSupportedfeaturesList: () => features });
  }

  registerPackage(_request: unknown, callback: Callback): void {
    callback(null, { getRef: () => "package" });
  }

  registerResource(request: RegisterResourceRequest, callback: Callback): void {
    this.calls++;
    void this.register(request).then((response) => callback(null, response), answerError(callback));
  }

  readResource(request: ReadResourceRequest, callback: Callback): void {
    this.calls++;
    const urn = this.urn(request.getParent(), request.getType(), request.getName());
    void this.read(request, urn).then(
      (properties) => callback(null, answerRead(urn, request.getId(), properties)),
      (error: unknown) => answerError(callback)(this.fail(error, urn)),
    );
  }

  invoke(request: ResourceInvokeRequest, callback: Callback): void {
    this.calls++;
    const token = request.getTok();
    const args = request.getArgs()?.toJavaScript() as JsonObject | undefined;
    void this.options.backend.invoke(token, args ?? {}).then(
      (result) => callback(null, { getFailuresList: () => [], getReturn: () => onTheWire(withoutUndefined(result)) }),
      (error: unknown) => {
        const told = new Error(`${token}: ${messageOf(error)}`);
        // A program may ask whether something exists: what it does not catch is its own failure.
        answerError(callback)(isNotFound(error) ? told : this.fail(told));
      },
    );
  }

  registerResourceOutputs(request: RegisterResourceOutputsRequest, callback: Callback): void {
    this.calls++;
    const { masked } = unwrap(wireObject(request));
    const resource = this.resources.get(request.getUrn());
    if (resource?.type === stackType) this.outputs = masked;
    else if (resource) resource.outputs = masked;
    callback(null, {});
  }

  private async register(request: RegisterResourceRequest): Promise<unknown> {
    const urn = this.urn(request.getParent(), request.getType(), request.getName());
    if (this.registered.has(urn)) {
      this.fail(new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`), urn);
      return answer(urn, failWith);
    }
    this.registered.add(urn);

    const wire = wireObject(request);
    const inputs = unwrap(wire);
    const options = optionsOf(request, this.options.project, this.options.stack);
    const place = placeOf(request);
    const needs = [place.parent, place.provider, ...place.dependencies];
    if (
      needs.some((need) => need !== undefined && this.missing.has(need)) ||
      (inputs.unknown && this.failures.length > 0 && !this.options.preview)
    ) {
      this.missing.add(urn);
      return answer(urn, skip);
    }

    let result: ResourceResult;
    try {
      result = await this.make(request, { urn, ...place, options }, inputs);
    } catch (error) {
      this.fail(error, urn);
      this.missing.add(urn);
      return answer(urn, failWith);
    }
    const secretOutputs = request.getAdditionalsecretoutputsList();
    this.resources.set(urn, {
      urn,
      type: request.getType(),
      name: request.getName(),
      ...(place.parent !== undefined && { parent: place.parent }),
      custom: request.getCustom(),
      ...(place.provider !== undefined && { provider: place.provider }),
      dependencies: place.dependencies,
      inputs: inputs.masked,
      outputs: addedOutputs(
        markSecrets(result.outputs, inputs.masked, secretOutputs, () => secretMark),
        inputs.masked,
        result.id,
      ),
      options,
    });
    const state = this.options.preview
      ? knownInPreview(wire, request.getType())
      : markSecrets(result.outputs, inputs.masked, secretOutputs, secretOnTheWire);
    return answer(urn, success, result.id, state);
  }

  private async make(
    request: RegisterResourceRequest,
    place: Place & Pick<ResourceRequest, "urn" | "options">,
    inputs: Unwrapped<JsonObject>,
  ): Promise<ResourceResult> {
    this.options.signal?.throwIfAborted();
    if (request.getRemote()) {
      throw new Error(
        "a component from a provider plugin cannot run in this process: it would make its resources unseen",
      );
    }
    // A preview knows of a resource what the program says about it, and no more.
    if (!request.getCustom() || this.options.preview) return { id: "", outputs: inputs.plain };
    if (inputs.unknown) throw new Error("an input is unknown, which it may be only in a preview");
    const result = await this.options.backend.create({
      ...place,
      type: request.getType(),
      name: request.getName(),
      inputs: inputs.plain,
      secretPaths: inputs.secretPaths,
      propertyDependencies: propertyDependenciesOf(request),
    });
    return { id: result.id, outputs: withoutUndefined(result.outputs) };
  }

  private async read(request: ReadResourceRequest, urn: string): Promise<JsonObject> {
    const { backend } = this.options;
    if (!backend.read)
      throw new Error(`no existing resource can be read here: ${request.getType()} "${request.getId()}"`);
    const inputs = unwrap((request.getProperties()?.toJavaScript() ?? {}) as JsonObject);
    const result = await backend.read({
      urn,
      id: request.getId(),
      type: request.getType(),
      name: request.getName(),
      inputs: inputs.plain,
      secretPaths: inputs.secretPaths,
      dependencies: [...request.getDependenciesList()].sort(),
      options: {},
    });
    const secretOutputs = request.getAdditionalsecretoutputsList();
    return markSecrets(withoutUndefined(result.outputs), inputs.masked, secretOutputs, secretOnTheWire);
  }

  private urn(parent: string, type: string, name: string): string {
    return urnOf(this.options.project, this.options.stack, parent, type, name);
  }

  /** Keeps an error once, and gives it back. */
  private fail(error: unknown, urn?: string): Error {
    const message = messageOf(error);
    if (!this.failures.some((known) => known.urn === urn && known.message === message)) {
      const { way, source } = error instanceof AzureError ? error : {};
      this.failures.push({
        ...(urn !== undefined && { urn }),
        message,
        ...(way !== undefined && { way }),
        ...(source !== undefined && { source }),
      });
    }
    return error instanceof Error ? error : new Error(message);
  }
}

/** Azure's 404, by the code that the simulation has it say. */
const isNotFound = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /NotFound$/.test(String(error.code));
