import { readOptions, UsageError } from "./options";

const scenarios = ["throughput", "latency"];

test("nothing asked for is the whole run", () => {
  expect(readOptions([], scenarios)).toEqual({ quick: false, only: [], help: false });
});

test("--only may be repeated", () => {
  expect(readOptions(["--quick", "--only", "latency", "--only=throughput"], scenarios)).toMatchObject({
    quick: true,
    only: ["latency", "throughput"],
  });
});

test.each([
  [["--only", "speed"], "--only speed: no such scenario. Allowed: throughput, latency."],
  [["--fast"], "--fast"],
  [["throughput"], "throughput"],
])("%j is answered with what is allowed", (args, message) => {
  const read = () => readOptions(args, scenarios);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});
