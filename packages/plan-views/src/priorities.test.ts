import { priorityClassesOf, priorityOf } from "./priorities";
import type { Properties } from "./resource";
import { resource } from "./testing/resources";

const classesOf = (declared: Record<string, Properties>) =>
  priorityClassesOf(
    Object.entries(declared).map(([name, props]) =>
      resource("kubernetes:scheduling.k8s.io/v1:PriorityClass", { metadata: { name }, ...props }),
    ),
  );

test("a class as it is declared", () => {
  const [shop, plain] = classesOf({
    shop: { value: 2000, preemptionPolicy: "Never", globalDefault: true },
    plain: { value: 7 },
  });
  expect(shop).toMatchObject({ name: "shop", value: 2000, preemptionPolicy: "Never", globalDefault: true });
  expect(plain).toMatchObject({ value: 7, preemptionPolicy: "PreemptLowerPriority", globalDefault: false });
});

test.each<[what: string, name: string | undefined, declared: Record<string, Properties>, expected: object]>([
  ["its class", "shop", { other: { value: 1 }, shop: { value: 5 } }, { value: 5 }],
  [
    "its class's policy",
    "buffer",
    { buffer: { value: -1, preemptionPolicy: "Never" } },
    { value: -1, preemptionPolicy: "Never" },
  ],
  ["a class of every cluster", "system-cluster-critical", {}, { value: 2_000_000_000 }],
  ["the other one", "system-node-critical", {}, { value: 2_000_001_000 }],
  // Names that begin with "system-" are Kubernetes' own (kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass).
  [
    "one that nobody can declare",
    "system-node-critical",
    { "system-node-critical": { value: 1 } },
    { value: 2_000_001_000 },
  ],
  ["no class", undefined, { shop: { value: 5 } }, { value: 0, preemptionPolicy: "PreemptLowerPriority" }],
  [
    "the default",
    undefined,
    { all: { value: 3, preemptionPolicy: "Never", globalDefault: true } },
    { value: 3, preemptionPolicy: "Never" },
  ],
  [
    "the least of several defaults",
    undefined,
    { a: { value: 3, globalDefault: true }, b: { value: 2, globalDefault: true } },
    { value: 2 },
  ],
  ["a class that nobody declares", "theirs", { all: { value: 3, globalDefault: true } }, { value: 0 }],
])("pods have the priority of %s", (_what, priorityClassName, declared, expected) => {
  expect(priorityOf({ ...(priorityClassName && { priorityClassName }) }, classesOf(declared))).toMatchObject(expected);
});

test("a value that is none is said", () => {
  expect(() => classesOf({ shop: { value: "high" } })[0]!.value).toThrow(
    'PriorityClass "default/shop": value = "high" must be a number',
  );
});
