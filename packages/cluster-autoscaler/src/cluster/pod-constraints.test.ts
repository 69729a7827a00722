import { SelectorError } from "@breakwater/kubernetes-rules";
import { areInConflict, hostPortsOf, readAffinityTerms, readSpread } from "./pod-constraints";
import { selects } from "./pod-selection";

const pods = { namespace: "shop", labels: { app: "app", "pod-template-hash": "a" } };
const shop = { namespace: "shop", namespaceLabels: {}, labels: { app: "app" } };

// k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/podtopologyspread/common.go, `countPodsMatchSelector`
test("a spread with a selector that says nothing counts no pod", () => {
  const spreadBy = (changes: object) =>
    readSpread(
      {
        topologySpreadConstraints: [
          { topologyKey: "zone", maxSkew: 1, whenUnsatisfiable: "DoNotSchedule", labelSelector: {}, ...changes },
        ],
      },
      { namespace: "shop", labels: { app: "app" } },
    )[0]!;
  expect(spreadBy({})).not.toHaveProperty("selector");
  expect(spreadBy({ matchLabelKeys: ["app"] })).toHaveProperty("selector");
});

test("a spread has Kubernetes' defaults", () => {
  const [spread] = readSpread(
    { topologySpreadConstraints: [{ topologyKey: "zone", maxSkew: 2, whenUnsatisfiable: "DoNotSchedule" }] },
    pods,
  );
  expect(spread).toEqual({
    topologyKey: "zone",
    maxSkew: 2,
    required: true,
    minDomains: 1,
    honorsAffinity: true,
    honorsTaints: false,
    namespaces: ["shop"],
  });
  // Without a selector it counts nobody.
  expect(selects(spread!, shop)).toBe(false);
});

test("matchLabelKeys tell the pods of one template from another's; a key that the pod lacks tells nothing", () => {
  const [spread] = readSpread(
    {
      topologySpreadConstraints: [
        {
          topologyKey: "zone",
          maxSkew: 1,
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: { matchLabels: { app: "app" } },
          matchLabelKeys: ["pod-template-hash", "missing"],
        },
      ],
    },
    pods,
  );
  const of = (hash: string) => selects(spread!, { ...shop, labels: { app: "app", "pod-template-hash": hash } });
  expect([of("a"), of("b")]).toEqual([true, false]);
});

test.each<[term: object, own: boolean, other: boolean]>([
  [{}, true, false],
  [{ namespaces: [] }, true, false],
  [{ namespaces: ["other"] }, false, true],
  [{ namespaceSelector: {} }, true, true],
  [{ namespaceSelector: { matchLabels: { team: "a" } } }, false, true],
  [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } }, true, false],
  [{ namespaces: ["shop"], namespaceSelector: { matchLabels: { team: "a" } } }, true, true],
  [{ mismatchLabelKeys: ["app"] }, false, false],
])("a term %j selects pods of its own namespace: %j, of another: %j", (more, own, other) => {
  const required = [{ topologyKey: "zone", labelSelector: { matchLabels: { app: "app" } }, ...more }];
  const [term] = readAffinityTerms(
    { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } },
    "podAntiAffinity",
    pods,
  );
  expect(selects(term!, shop)).toBe(own);
  expect(selects(term!, { ...shop, namespace: "other", namespaceLabels: { team: "a" } })).toBe(other);
});

test("a selector that Kubernetes refuses is seen when it is read", () => {
  const labelSelector = { matchExpressions: [{ key: "app", operator: "Near" }] };
  const required = { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "zone", labelSelector }] };
  expect(() => readAffinityTerms({ affinity: { podAffinity: required } }, "podAffinity", pods)).toThrow(SelectorError);
});

test("ports of the node: of containers and sidecars, and in its own network all that are named", () => {
  const container = { ports: [{ containerPort: 80 }, { containerPort: 53, hostPort: 53, protocol: "UDP" }] };
  const starting = { ports: [{ containerPort: 1, hostPort: 1 }] };
  expect(hostPortsOf([container], [starting], false)).toEqual([{ ip: "0.0.0.0", protocol: "UDP", port: 53 }]);
  expect(hostPortsOf([container], [{ ...starting, restartPolicy: "Always" }], true).map(({ port }) => port)).toEqual([
    80, 53, 1,
  ]);
});

test.each([
  ["0.0.0.0", "10.0.0.1", "TCP", true],
  ["10.0.0.1", "10.0.0.1", "TCP", true],
  ["10.0.0.1", "10.0.0.2", "TCP", false],
  ["0.0.0.0", "0.0.0.0", "UDP", false],
])("port 80 of %s over TCP, and of %s over %s", (ip, other, protocol, conflict) => {
  expect(areInConflict([{ ip, protocol: "TCP", port: 80 }], [{ ip: other, protocol, port: 80 }])).toBe(conflict);
  expect(areInConflict([{ ip, protocol: "TCP", port: 80 }], [{ ip: other, protocol, port: 81 }])).toBe(false);
});
