import * as pulumi from "@pulumi/pulumi";
import { recordResources, type Registered } from "./recorded-mocks";

/** An Output that a preview cannot know yet, such as the client id of an identity that is still to be made. */
export const notYetKnown = <T>(): pulumi.Output<T> => pulumi.output(pulumi.unknown) as pulumi.Output<T>;

/** What a component under test registered. */
export interface RegisteredObjects<T> {
  component: T;
  /** Inputs of the one object of this type, or of this type and name; an error when there is none or there are several. */
  object(type: string, name?: string): Registered["inputs"];
  /** Types of all custom resources, sorted. */
  types: string[];
}

/**
 * Constructs a component in a program run of its own and waits until everything is registered. A type that is not in
 * `allowed` fails the run.
 */
export async function registerObjects<T>(
  allowed: string[],
  construct: () => T | Promise<T>,
  options: { preview?: boolean } = {},
): Promise<RegisteredObjects<T>> {
  const resources = Object.fromEntries(allowed.map((type) => [type, () => ({})]));
  const { registered } = await recordResources({ resources, preview: options.preview });
  let component: T | undefined;
  let refusal: unknown;
  await pulumi.runtime.runInPulumiStack(async () => {
    // Thrown through the stack, an error would also be an unhandled rejection, which ends the test process.
    try {
      component = await construct();
    } catch (error) {
      refusal = error;
    }
    return {};
  });
  await pulumi.runtime.disconnect();
  if (refusal !== undefined) throw refusal;

  const custom = registered.filter(({ type }) => type.startsWith("kubernetes:"));
  return {
    component: component as T,
    object(type, name) {
      const found = custom.filter(
        (resource) => resource.type === type && (name === undefined || resource.inputs.metadata?.name === name),
      );
      if (found.length !== 1) throw new Error(`${found.length} objects of ${type} are registered, not one`);
      return found[0]!.inputs;
    },
    types: custom.map(({ type }) => type).sort(),
  };
}
