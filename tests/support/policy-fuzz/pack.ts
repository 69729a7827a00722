import { isObject, type Json, type Plan, type Properties, unknownMark } from "@breakwater/plan-views";
import { toPolicies } from "../../../policies/pack";
import { rules } from "../../../policies/rules";

class NotApplicable extends Error {}
/** What Pulumi's engine throws where a value is not known, known by its name. */
class UnknownValueError extends Error {}
/** What a policy throws to tell the engine so. */
class ToldUnknown extends Error {}

/** A value as the engine hands it over: reading what is not known throws, and what is null stays. */
function asHandedOver(value: Json): unknown {
  if (!isObject(value) && !Array.isArray(value)) return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const [key, own] of Object.entries(value)) {
    const inner = asHandedOver(own);
    Object.defineProperty(copy, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        if (own === unknownMark) throw new UnknownValueError(`${key} is not known`);
        return inner;
      },
    });
  }
  return copy;
}

/** What the policies throw over a Plan as Pulumi's engine would run them, each as `rule: message`. */
export function judgedByPack({ resources: planned }: Plan): string[] {
  const common = {
    getConfig: () => ({}),
    notApplicable: (): never => {
      throw new NotApplicable();
    },
    opts: { protect: false, ignoreChanges: [] },
  };
  const resources = planned.map(({ type, name, urn, inputs }) => ({
    ...{ type, name, urn, ...common, propertyDependencies: {} },
    props: asHandedOver(inputs) as Properties,
  }));
  return toPolicies(rules, (message) => new ToldUnknown(message)).flatMap((policy) => {
    const { validateResource, validateStack } = policy as unknown as Record<
      string,
      ((...args: unknown[]) => void) | undefined
    >;
    const runs = [
      ...resources.map((resource) => () => validateResource?.(resource, () => undefined)),
      () => validateStack?.({ resources, ...common }, () => undefined),
    ];
    return runs.flatMap((run) => {
      try {
        run();
        return [];
      } catch (error) {
        if (error instanceof NotApplicable || error instanceof ToldUnknown) return [];
        return [`${policy.name}: ${String(error)}`];
      }
    });
  });
}
