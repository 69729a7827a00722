import { readPause } from "./pause";
import { Reader } from "./read";

const pauseBy = (annotations: Record<string, string>) => readPause(new Reader("ScaledObject", annotations));
const paused = "autoscaling.keda.sh/paused";

test.each(["false", "False", "0", "f"])("%p is no pause", (value) => {
  expect(pauseBy({ [paused]: value, [`${paused}-scale-in`]: value, [`${paused}-scale-out`]: value })).toBeUndefined();
});

// KEDA takes what is no boolean for true.
test.each(["true", "1", "", "yes", "FaLsE"])("%p is one", (value) => {
  expect(pauseBy({ [paused]: value })).toEqual({ annotation: paused, value, stops: "all", replicas: undefined });
});

test("a count pauses whatever else is said, also where it is none", () => {
  const replicas = `${paused}-replicas`;
  expect(pauseBy({ [paused]: "false", [replicas]: "0" })).toMatchObject({ annotation: replicas, replicas: 0 });
  expect(pauseBy({ [replicas]: "many" })).toMatchObject({ stops: "all", replicas: undefined });
});

test("growing and shrinking are paused by themselves", () => {
  expect(pauseBy({ [`${paused}-scale-out`]: "true" })).toMatchObject({ stops: "growing" });
  expect(pauseBy({ [`${paused}-scale-in`]: "true" })).toMatchObject({ stops: "shrinking" });
});

test("other annotations pause nothing", () => {
  expect(pauseBy({ "example.com/paused": "true" })).toBeUndefined();
});
