import * as pulumi from "@pulumi/pulumi";

/**
 * Who owns what, for each program run. A run is known by its stack resource, so that two runs in one process (plans of two
 * stacks, tests) know nothing of one another, and what a run knew goes with it.
 */
export class Claims {
  private readonly ownersOfRun = new WeakMap<object, Map<string, string>>();

  /** The run under way, or `undefined` outside of one. Ask at once: when an Output is known, another run can be under way. */
  static currentRun(): object | undefined {
    return pulumi.runtime.getStackResource();
  }

  /**
   * Makes `owner` the owner of `id` in `run`. Without a run (a component constructed alone) nothing is remembered.
   *
   * @returns who owns it already, if anybody does.
   */
  take(run: object | undefined, id: string, owner: string): string | undefined {
    if (run === undefined) return undefined;
    const owners = this.ownersOfRun.get(run) ?? new Map<string, string>();
    this.ownersOfRun.set(run, owners);
    const first = owners.get(id);
    if (first === undefined) owners.set(id, owner);
    return first;
  }
}
