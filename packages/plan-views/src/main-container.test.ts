import { mainContainer } from "./main-container";

const main = (names: string[], annotations: Record<string, string> = {}) =>
  mainContainer({ name: "shop", containers: names.map((name) => ({ name })), podAnnotations: annotations })?.name;

test.each<[what: string, names: string[], annotations: Record<string, string>, expected: string | undefined]>([
  ["the only one", ["log-shipper"], {}, "log-shipper"],
  ["the first", ["worker", "second"], {}, "worker"],
  ["the one that is called as the workload", ["sync", "shop"], {}, "shop"],
  ["the first that serves no other", ["metrics-exporter", "istio-proxy", "worker"], {}, "worker"],
  [
    "the one that the annotation names",
    ["worker", "second"],
    { "kubectl.kubernetes.io/default-container": "second" },
    "second",
  ],
  ["a name that no container has", ["worker", "b"], { "kubectl.kubernetes.io/default-container": "gone" }, "worker"],
  ["none", [], {}, undefined],
])("the container that does the work: %s", (_what, names, annotations, expected) => {
  expect(main(names, annotations)).toBe(expected);
});
