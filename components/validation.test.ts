import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { settled } from "../tests/support/recorded-mocks";
import { ArgumentCheck, integerBetween, matching, oneOf, type Rule } from "./validation";

const word = matching(/^[a-z]+$/, "lower-case letters");
const size = oneOf("small", "large");

/** What `body` throws, or `undefined`. */
function thrownBy(body: () => void): pulumi.InputPropertiesError | undefined {
  try {
    body();
    return undefined;
  } catch (error) {
    return error as pulumi.InputPropertiesError;
  }
}

describe("rules", () => {
  test.each<[string, Rule<never>, unknown, boolean]>([
    ["a matching text", word as Rule<never>, "pool", true],
    ["a text that does not match", word as Rule<never>, "Pool", false],
    ["a number where a text is due", word as Rule<never>, 7, false],
    ["one of the words", size as Rule<never>, "large", true],
    ["another word", size as Rule<never>, "medium", false],
    ["a fraction", integerBetween(0, 3) as Rule<never>, 1.5, false],
    ["a number as text", integerBetween(0, 3) as Rule<never>, "1", false],
  ])("judges %s", (_case, rule, value, accepted) => {
    expect(rule.accepts(value as never)).toBe(accepted);
  });

  test("integerBetween accepts exactly the integers between its bounds", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.nat(50),
        fc.integer({ min: -200, max: 200 }),
        (min, span, n) => {
          expect(integerBetween(min, min + span).accepts(n)).toBe(n >= min && n <= min + span);
        },
      ),
    );
  });
});

describe("plain arguments", () => {
  test("all problems come in one error that names component, paths, values and what is allowed", () => {
    const error = thrownBy(() => {
      const check = new ArgumentCheck("Pool", "gpu");
      check.input("poolName", "GPU", word);
      check.input("count", 7, integerBetween(0, 3));
      check.input("size", undefined as unknown as "small", size);
      check.each("zones", ["one", "2"], word);
      check.throwProblems();
    });
    expect(pulumi.InputPropertiesError.isInstance(error)).toBe(true);
    expect(error?.errors).toEqual([
      { propertyPath: "poolName", reason: '"GPU" must be lower-case letters' },
      { propertyPath: "count", reason: "7 must be an integer from 0 to 3" },
      { propertyPath: "size", reason: "missing; must be one of small, large" },
      { propertyPath: "zones[1]", reason: '"2" must be lower-case letters' },
    ]);
    expect(error?.message).toContain('Pool "gpu" has arguments that are not allowed:\n  poolName: "GPU"');
  });

  test("what is allowed passes through unchanged, and an optional argument may be absent", () => {
    const check = new ArgumentCheck("Pool", "gpu");
    expect(check.input("count", 0, integerBetween(0, 3))).toBe(0);
    expect(check.optional("poolName", undefined, word)).toBeUndefined();
    expect(() => check.throwProblems()).not.toThrow();
  });

  test("Pulumi finds no stack to print beside the message", () => {
    const check = new ArgumentCheck("Pool", "gpu");
    check.input("poolName", "GPU", word);
    expect(thrownBy(() => check.throwProblems())?.stack).toBeUndefined();
  });
});

describe("Outputs", () => {
  test("a known value that is not allowed fails what is made of it", async () => {
    expect.assertions(2);
    const check = new ArgumentCheck("Pool", "gpu");
    const valid = check.input("poolName", pulumi.output("GPU"), word);
    expect(() => check.throwProblems()).not.toThrow();
    await expect(settled(pulumi.output(valid))).rejects.toThrow('poolName: "GPU" must be lower-case letters');
  });

  test("arguments that constrain one another are checked together once all are known", async () => {
    expect.assertions(2);
    const ordered = (min: pulumi.Input<number>, max: pulumi.Input<number>) =>
      pulumi.output(
        new ArgumentCheck("Pool", "gpu").together({ min, max }, (known) =>
          known.min <= known.max ? [] : [{ propertyPath: "max", value: known.max, allowed: `${known.min} or more` }],
        ),
      );
    await expect(settled(ordered(1, pulumi.output(3)))).resolves.toMatchObject({ value: { min: 1, max: 3 } });
    await expect(settled(ordered(pulumi.output(4), 3))).rejects.toThrow("max: 3 must be 4 or more");
  });

  test("a secret stays out of the message", async () => {
    expect.assertions(1);
    const valid = new ArgumentCheck("Vault", "v").input("key", pulumi.secret("HUSH"), word);
    await expect(settled(pulumi.output(valid))).rejects.toThrow('key: "[secret]" must be lower-case letters');
  });
});
