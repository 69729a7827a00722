import { durationSeconds, readPod, readRequests, readScaledObjectSpec, readSync, readUsage } from "./objects";
import { lines } from "./watch";

const epoch = Date.parse("2026-11-28T12:00:00Z") / 1000;
const object = (rest: object) => ({ apiVersion: "v1", kind: "X", metadata: { name: "a" }, ...rest }) as never;

test("a sync is what the status says, with the reasons in their order", () => {
  const conditions = [
    { type: "ScalingActive", status: "True", reason: "ValidMetricFound" },
    { type: "AbleToScale", status: "True", reason: "SucceededRescale" },
  ];
  const status = { currentReplicas: 1, desiredReplicas: 4, conditions };
  expect(readSync(object({ status }), 7)).toEqual({
    t: 7,
    currentReplicas: 1,
    desiredReplicas: 4,
    reasons: "SucceededRescale ValidMetricFound -",
  });
  expect(readSync(object({ status: {} }), 7)).toBeUndefined();
});

test("a pod has its times from the recording's start on", () => {
  const metadata = { name: "a", creationTimestamp: "2026-11-28T12:00:10Z" };
  const conditions = [{ type: "Ready", status: "True", lastTransitionTime: "2026-11-28T12:00:13Z" }];
  expect(
    readPod(object({ metadata, status: { phase: "Running", startTime: "2026-11-28T12:00:11Z", conditions } }), epoch),
  ).toEqual({
    name: "a",
    createdAt: 10,
    phase: "Running",
    deleting: false,
    ready: true,
    startTime: 11,
    readyChanged: 13,
  });
  expect(readPod(object({ metadata }), epoch)).toMatchObject({ phase: "Pending", ready: false });
});

const asking = (requests: object, more: object = {}) => ({ resources: { requests }, ...more });
const ofPod = (spec: object) => readRequests(object({ spec: { template: { spec } } }));

test("requests are those that the HPA takes a share of: of containers and sidecars together, and not of what runs before them", () => {
  const containers = [asking({ cpu: "250m", memory: "1Gi" }), { resources: { limits: { cpu: "1", memory: "1Ki" } } }];
  const initContainers = [
    asking({ cpu: "100m", memory: "1k" }, { restartPolicy: "Always" }),
    asking({ cpu: "4", memory: "9Gi" }),
  ];
  expect(ofPod({ containers, initContainers })).toEqual({ cpu: 1350, memory: (2 ** 30 + 1024 + 1000) * 1000 });
  expect(ofPod({ containers, resources: { requests: { cpu: "3" } } })).toMatchObject({ cpu: 3000 });
});

test("where a container requests nothing of a resource, there is no share to take", () => {
  const containers = [asking({ cpu: "250m", memory: "1Gi" }), asking({ cpu: "1" })];
  expect(ofPod({ containers })).toEqual({ cpu: 1250 });
});

test("usage is by resource and pod, of all containers together", () => {
  const containers = [{ usage: { cpu: "1m", memory: "1Ki" } }, { usage: { cpu: "1500000n" } }];
  const metrics = [object({ timestamp: "2026-11-28T12:00:20Z", window: "10.5s", containers })];
  expect(readUsage(metrics, epoch)).toEqual({
    timestamp: 20,
    window: 10.5,
    values: { cpu: { a: 3 }, memory: { a: 1_024_000 } },
  });
  expect(readUsage([], epoch)).toBeUndefined();
});

test.each([
  ["15s", 15],
  ["1m10.5s", 70.5],
  ["250ms", 0.25],
])("a duration of Go: %s", (text, expected) => expect(durationSeconds(text)).toBeCloseTo(expected, 9));

test("lines come whole, however they are cut, even within a character", () => {
  const seen: string[] = [];
  const feed = lines((line) => seen.push(line));
  const bytes = Buffer.from('{"a":"…"}\n{"b":1}\n\n{"c"');
  for (const byte of bytes) feed(Buffer.of(byte));
  expect(seen).toEqual(['{"a":"…"}', '{"b":1}']);
});

test("an empty formula that KEDA wrote into a spec is none, and one that is there stays", () => {
  const spec = { minReplicaCount: 1, advanced: { restoreToOriginalReplicaCount: false, scalingModifiers: {} } };
  const scalingModifiers = { formula: "a + b", target: "2" };
  expect(readScaledObjectSpec(object({ spec }))).toEqual({
    minReplicaCount: 1,
    advanced: { restoreToOriginalReplicaCount: false },
  });
  expect(readScaledObjectSpec(object({ spec: { advanced: { scalingModifiers } } }))).toEqual({
    advanced: { scalingModifiers },
  });
});
