import * as state from "@pulumi/pulumi/runtime/state";

/** The parts of the SDK's internal state that are needed here; its type declarations leave them out. */
interface PulumiState {
  withLocalStorage<T>(callback: () => Promise<T>): Promise<T>;
  getStore(): { pendingResourceRegistrations: Map<unknown, { type: string; name: string }> };
}
const { withLocalStorage, getStore } = state as unknown as PulumiState;

/**
 * Runs a callback with a Pulumi state of its own, as the SDK does for inline programs of its Automation API, so that one
 * program in this process knows nothing of another.
 *
 * @param callback gets a function that names the resources whose registration has not ended
 */
export function withPulumiStore<T>(callback: (waiting: () => string[]) => Promise<T>): Promise<T> {
  return withLocalStorage(() => {
    const store = getStore();
    const waiting = (): string[] =>
      [...store.pendingResourceRegistrations.values()].map(({ type, name }) => `${name}[${type}]`);
    return callback(waiting);
  });
}
