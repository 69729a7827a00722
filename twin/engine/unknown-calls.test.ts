import { answeringEveryCall } from "./unknown-calls";
import type { Callback, MonitorError } from "./wire";

type Call = (request: object, callback: Callback) => void;

/** A monitor with one call, seen by a caller who asks it for more. */
function monitorThatKnows(call: string, told: string[]): Record<string, Call> {
  const known: Record<string, Call> = { [call]: (_request, callback) => callback(null, "answered") };
  return answeringEveryCall(known, (line) => void told.push(line));
}

function asked(monitor: Record<string, Call>, call: string): { error: MonitorError | null; response: unknown } {
  let answer: { error: MonitorError | null; response: unknown } | undefined;
  monitor[call]!({}, (error, response) => (answer = { error, response }));
  return answer!;
}

test("what the monitor knows is its own to answer", () => {
  const told: string[] = [];
  const monitor = monitorThatKnows("registerResource", told);
  expect(asked(monitor, "registerResource")).toEqual({ error: null, response: "answered" });
  expect(told).toEqual([]);
});

test("a call that it lacks is answered as by an older engine, and told once", () => {
  const told: string[] = [];
  const monitor = monitorThatKnows("registerResource", told);
  const message = "the twin's engine does not know the call getDeploymentInfo of Pulumi's SDK";
  for (let time = 0; time < 2; time++) {
    expect(asked(monitor, "getDeploymentInfo")).toEqual({
      error: { code: 12, message, details: message },
      response: undefined,
    });
  }
  asked(monitor, "existsResource");
  expect(told).toEqual([
    `breakwater: ${message}; it goes on without.`,
    "breakwater: the twin's engine does not know the call existsResource of Pulumi's SDK; it goes on without.",
  ]);
});

test("what is no call of the protocol stays absent", () => {
  const monitor = monitorThatKnows("registerResource", []);
  expect(monitor["then"]).toBeUndefined();
  expect(monitor["toString"]!.call(monitor, {}, () => undefined)).toBe("[object Object]");
});
