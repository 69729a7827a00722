import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";

// Pulumi notes for each promise where it was made, for the case that it is left hanging. Under jest that place is mapped to our source each time, which
// would be a third of the time of these tests.
Object.assign(debuggable, { debuggablePromise: <T>(promise: Promise<T>): Promise<T> => promise });

/** One resource as the program registered it. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- a test reads any input
  options: RegisteredOptions;
}

/** The options with which it was registered, as they reach the engine. */
export interface RegisteredOptions {
  /** Name of the parent; empty for the stack. */
  parent: string;
  /** Names of what must exist before it. A component stands for all of its children. */
  dependencies: string[];
  ignoreChanges: string[];
  /** `undefined`: left to the provider. */
  deleteBeforeReplace: boolean | undefined;
  protect: boolean;
  retainOnDelete: boolean;
  /** URN of the resource with whose end it ends; empty for none. */
  deletedWith: string;
}

/** What a mocked resource answers beyond its inputs, by type token. */
export type Answers = Record<string, (name: string, inputs: Record<string, unknown>) => Record<string, unknown>>;

export interface RecordOptions {
  /** Resource types that may be registered, with what they answer. Any other custom type fails the test. */
  resources: Answers;
  /** Provider functions that may be called, with what they answer. Any other call fails the test. */
  calls?: Record<string, (args: Record<string, unknown>) => Record<string, unknown>>;
  /** Id of a resource by its name. Default: `<name>-id`. */
  idOf?: (name: string) => string;
  /** Preview: computed outputs stay unknown. */
  preview?: boolean;
}

/**
 * Puts mocks in place that record what is registered and refuse what was not expected. Call it before the first component
 * is constructed, then `await settled()` of the outputs in question, then read `registered`.
 */
export async function recordResources(options: RecordOptions): Promise<{ registered: Registered[] }> {
  const registered: Registered[] = [];
  let request: RegisterResourceRequest;
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        registered.push({ type, name, inputs, options: optionsOf(request) });
        const answer = options.resources[type];
        // Components have no provider; only what a provider would see must be expected.
        if (custom && !answer) throw new Error(`unexpected resource ${type} (${name})`);
        if (options.preview) return { id: undefined, state: inputs };
        return { id: (options.idOf ?? defaultId)(name), state: { ...inputs, ...answer?.(name, inputs) } };
      },
      call: ({ token, inputs }) => {
        const answer = options.calls?.[token];
        try {
          if (!answer) throw new Error(`unexpected call ${token}`);
          return answer(inputs);
        } catch (error) {
          // The SDK hands the program the details that gRPC would bring along.
          throw Object.assign(error as Error, { details: (error as Error).message });
        }
      },
    },
    "breakwater",
    "test",
    options.preview ?? false,
  );
  // The mocks are told of no options. The monitor asks them before it waits for anything, so the last request is theirs.
  const monitor = pulumi.runtime.getMonitor()!;
  const register = monitor.registerResource.bind(monitor) as (...args: unknown[]) => unknown;
  monitor.registerResource = ((...args: [RegisterResourceRequest, ...unknown[]]) => {
    request = args[0];
    return register(...args);
  }) as typeof monitor.registerResource;
  return { registered };
}

const defaultId = (name: string): string => `${name}-id`;

function optionsOf(request: RegisterResourceRequest): RegisteredOptions {
  const nameOf = (urn: string): string => urn.split("::").at(-1)!;
  return {
    parent: nameOf(request.getParent()),
    dependencies: request.getDependenciesList().map(nameOf).sort(),
    ignoreChanges: request.getIgnorechangesList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deletedWith: request.getDeletedwith(),
  };
}

/** The value of an Output, or `unknown: true` in a preview that cannot know it. */
export async function settled<T>(
  output: pulumi.Output<T>,
): Promise<{ value: T | undefined; unknown: boolean; secret: boolean }> {
  const inner = output as unknown as { promise(): Promise<T>; isKnown: Promise<boolean>; isSecret: Promise<boolean> };
  const [value, known, secret] = await Promise.all([inner.promise(), inner.isKnown, inner.isSecret]);
  return { value: known ? value : undefined, unknown: !known, secret };
}
