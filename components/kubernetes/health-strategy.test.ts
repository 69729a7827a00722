import * as fc from "fast-check";
import { chooseHealthStrategy, type HealthStrategy, type Runtime } from "./health-strategy";

const runtimes: Runtime[] = ["nodejs", "python", "go", "java", "dotnet", "rust"];

describe("D5: the strategy follows the longest call", () => {
  test.each<[number, Runtime, HealthStrategy]>([
    [0, "nodejs", "tunedProbes"],
    [5, "python", "tunedProbes"],
    [5.001, "python", "healthThread"],
    [30, "nodejs", "healthThread"],
    [59.999, "nodejs", "healthThread"],
    [30, "go", "tunedProbes"],
    [59.999, "java", "tunedProbes"],
    [60, "go", "healthThreadAndQueue"],
    [60, "python", "healthThreadAndQueue"],
    [3600, "rust", "healthThreadAndQueue"],
  ])("%d s on %s: %s", (longestCallSeconds, runtime, strategy) => {
    expect(chooseHealthStrategy({ longestCallSeconds, runtime })).toBe(strategy);
  });

  test("a longer call never needs less", () => {
    const order: HealthStrategy[] = ["tunedProbes", "healthThread", "healthThreadAndQueue"];
    const seconds = fc.double({ min: 0, max: 600, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, fc.constantFrom(...runtimes), (a, b, runtime) => {
        const [shorter, longer] = [Math.min(a, b), Math.max(a, b)].map((longestCallSeconds) =>
          order.indexOf(chooseHealthStrategy({ longestCallSeconds, runtime })),
        );
        expect(shorter).toBeLessThanOrEqual(longer!);
      }),
    );
  });

  test.each([-1, Number.NaN])("refuses %d s by name", (longestCallSeconds) => {
    expect(() => chooseHealthStrategy({ longestCallSeconds, runtime: "nodejs" })).toThrow(
      `longestCallSeconds: ${longestCallSeconds} must be a number of seconds, 0 or more`,
    );
  });
});
