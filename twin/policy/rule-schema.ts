import { isDeepStrictEqual } from "node:util";
import { isObject } from "@breakwater/plan-views";
import { z } from "zod";
import { exemptionsSetting } from "../../policies/exemptions";
import type { Rule, Settings } from "../../policies/rule";
import { group, problemsOf } from "../files/input";

const levels = ["mandatory", "advisory", "disabled"] as const;
const level = z.enum(levels, `one of ${levels.join(", ")}`);

/** How far a rule goes: `mandatory` fails, `advisory` only tells, `disabled` is not run. */
export type Level = z.infer<typeof level>;

/**
 * What is wrong with what a user wrote of a rule: a level, or an object of its level, thresholds and exemptions. One sentence a
 * problem, with its place, its value and what is allowed.
 *
 * @param rule `undefined` for what holds for all rules, which is a level alone
 * @throws RangeError as `settingSchema`
 */
export function problemsOfRule(rule: Rule | undefined, name: string, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return problemsOf(level, value, [name]);
  const settings: Settings = rule === undefined ? {} : { ...rule.settings, exemptions: exemptionsSetting };
  const schemas = Object.entries(settings).map(([key, setting]) => [key, settingSchema(`${name}.${key}`, setting)]);
  const shape = { enforcementLevel: level.optional(), ...(Object.fromEntries(schemas) as z.ZodRawShape) };
  return problemsOf(group(shape), value, [name]);
}

/**
 * The schema of a setting, which a rule gives as JSON Schema because Pulumi's engine asks for that.
 *
 * @param place the setting, for the message
 * @throws RangeError for what zod leaves out of a JSON Schema instead of checking it, such as a keyword that it does not know or one
 *   that stands at another type: a fault of the rule, which would let every value through
 */
export function settingSchema(place: string, setting: unknown): z.ZodType {
  // In a registry of its own, since what zod did not understand would come back from its global one.
  const schema = z.fromJSONSchema(setting as Parameters<typeof z.fromJSONSchema>[0], { registry: z.registry() });
  const lost = leftOut(setting, z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })).filter(
    (keyword) => !keyword.endsWith("description"),
  );
  if (lost.length > 0) throw new RangeError(`${place}: zod does not keep ${lost.join(", ")} of its JSON Schema`);
  return schema.optional();
}

/** Paths of what `given` says and `kept` does not. */
function leftOut(given: unknown, kept: unknown, path: readonly string[] = []): string[] {
  if (isObject(given)) {
    return Object.entries(given).flatMap(([key, value]) =>
      leftOut(value, isObject(kept) ? kept[key] : undefined, [...path, key]),
    );
  }
  const isKept = Array.isArray(given)
    ? Array.isArray(kept) && given.every((item) => kept.some((other) => isDeepStrictEqual(item, other)))
    : isDeepStrictEqual(given, kept);
  return isKept ? [] : [path.join(".")];
}
