import { exemptionsSetting } from "../../policies/exemptions";
import { rules } from "../../policies/rules";
import { settingSchema } from "./rule-schema";

const settings = rules.flatMap((rule) =>
  Object.entries({ ...rule.settings, exemptions: exemptionsSetting }).map(([key, setting]) => ({
    place: `${rule.name}.${key}`,
    setting: setting as { default: unknown },
  })),
);

test.each(settings)("$place is checked in all that it says, and takes its own default", ({ place, setting }) => {
  const schema = settingSchema(place, setting);
  expect(schema.safeParse(setting.default).success).toBe(true);
  expect(schema.safeParse(undefined).success).toBe(true);
  expect(schema.safeParse({ no: "such thing" }).success).toBe(false);
});

/** Keywords that a setting may use, each with a value that it takes and one that it refuses. */
test.each<[setting: object, taken: unknown, refused: unknown]>([
  [{ type: "string" }, "a", 1],
  [{ type: "string", minLength: 2 }, "ab", "a"],
  [{ type: "string", maxLength: 1 }, "a", "ab"],
  [{ type: "string", pattern: "^a" }, "ab", "ba"],
  [{ type: "string", enum: ["a", "b"] }, "b", "c"],
  [{ type: "number", minimum: 1, description: "" }, 1.5, 0.5],
  [{ type: "number", maximum: 1 }, 1, 1.5],
  [{ type: "number", exclusiveMinimum: 0 }, 0.1, 0],
  [{ type: "integer" }, 1, 1.5],
  [{ type: "boolean", default: false }, true, "true"],
  [{ type: "array", items: { type: "string" }, default: ["a"] }, ["a"], [1]],
  [{ type: "array", items: { type: "string" }, minItems: 1 }, ["a"], []],
  [{ type: "object", properties: { a: { type: "number" } } }, { a: 1, b: 2 }, { a: "1" }],
  [{ type: "object", properties: { a: { type: "number" } }, required: ["a"] }, { a: 1 }, {}],
  [{ type: "object", properties: { a: { type: "number" } }, additionalProperties: false }, { a: 1 }, { b: 1 }],
])("%j is checked", (setting, taken, refused) => {
  const schema = settingSchema("rule.setting", setting);
  expect([taken, refused].map((value) => schema.safeParse(value).success)).toEqual([true, false]);
});

// zod takes each of these and lets every value through.
test.each<[setting: object, leftOut: string]>([
  [{ type: "number", minimun: 1 }, "minimun"],
  [{ minimum: 1 }, "minimum"],
  [{ type: "string", minimum: 1 }, "minimum"],
  [{ type: "string", enum: ["a", "b"], minLength: 2 }, "minLength"],
  [{ type: "string", format: "cron" }, "format"],
  [{ type: "array", minItems: 1 }, "minItems"],
  [{ type: "object", properties: { a: { type: "number" } }, required: ["b"] }, "required"],
  [{ type: "array", items: { type: "object", properties: { a: { least: 1 } } } }, "items.properties.a.least"],
])("%j is refused, because a part of it would be ignored", (setting, leftOut) => {
  expect(() => settingSchema("some-rule.most", setting)).toThrow(
    new RangeError(`some-rule.most: zod does not keep ${leftOut} of its JSON Schema`),
  );
});
