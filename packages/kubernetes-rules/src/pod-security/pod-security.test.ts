import { recorded } from "../../testing/recorded";
import type { PodSecurityLevel } from "./check";
import type { SecuredPod } from "./pod";
import { containersOfPod, podItself, podSecurityChecks, podSecurityFaults, volumesOfPod } from "./pod-security";

interface Vector {
  pod: SecuredPod;
  judged: { version: number; violates: string[]; admits: PodSecurityLevel[] }[];
}

const vectors = recorded<Vector>("pod-security.jsonl");

/** Checks that a pod does not pass, each asked alone. */
function violated(pod: SecuredPod, version: number): string[] {
  const parts = [podItself(pod), ...volumesOfPod(pod), ...containersOfPod(pod)];
  return podSecurityChecks
    .filter(({ versions }) => {
      const questions = versions.findLast(({ from }) => from <= version);
      return questions !== undefined && parts.some((part) => part.faults(questions).length > 0);
    })
    .map(({ id }) => id)
    .sort();
}

test("every check of every version answers as Kubernetes' own", () => {
  const wrong = vectors.flatMap(({ pod, judged }) =>
    judged.flatMap(({ version, violates }) => {
      const ours = violated(pod, version);
      return `${ours}` === `${violates}` ? [] : [{ pod, version, violates, ours }];
    }),
  );
  expect(wrong).toEqual([]);
});

test("every level admits and refuses the pods that Kubernetes does", () => {
  const levels = ["baseline", "restricted"] as const;
  const wrong = vectors.flatMap(({ pod, judged }) =>
    judged.flatMap(({ version, admits }) => {
      const ours = levels.filter((level) => podSecurityFaults(pod, level, version).length === 0);
      return `${ours}` === `${admits}` ? [] : [{ pod, version, admits, ours }];
    }),
  );
  expect(wrong).toEqual([]);
});

test("the vectors ask every check, and have pods that each level admits", () => {
  expect(vectors.length).toBeGreaterThanOrEqual(3000);
  const newest = vectors.map(({ judged }) => judged[0]!);
  const seen = new Set(vectors.flatMap(({ judged }) => judged.flatMap(({ violates }) => violates)));
  expect([...seen].sort()).toEqual(podSecurityChecks.map(({ id }) => id).sort());
  for (const level of ["baseline", "restricted"] as const) {
    const admitted = newest.filter(({ admits }) => admits.includes(level)).length;
    expect(admitted).toBeGreaterThan(vectors.length / 6);
    expect(vectors.length - admitted).toBeGreaterThan(vectors.length / 6);
  }
});

const at = (pod: SecuredPod, version?: number) =>
  podSecurityFaults(pod, "restricted", version).map(({ check, part, property, value, isMissing, allowed }) => [
    check,
    part.kind === "pod" ? "pod" : `${part.kind} ${part.name} at ${part.path}`,
    property,
    isMissing ? "missing" : value,
    allowed,
  ]);

const restricted = {
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};
const podOf = (spec: SecuredPod["spec"], changes: object = {}): SecuredPod => ({
  spec: { containers: [{ name: "app", securityContext: { ...restricted, ...changes } }], ...spec },
});

test("a fault names its check, the part of the pod, the property, its value and what is allowed", () => {
  expect(at({ spec: { containers: [{ name: "app" }] } })).toEqual([
    [
      ...["allowPrivilegeEscalation", "container app at containers[0]"],
      ...["securityContext.allowPrivilegeEscalation", "missing", "false"],
    ],
    [
      ...["capabilities_restricted", "container app at containers[0]"],
      ...["securityContext.capabilities.drop", "missing", '["ALL"]'],
    ],
    [
      ...["runAsNonRoot", "container app at containers[0]"],
      ...["securityContext.runAsNonRoot", "missing", "true, here or for the whole pod"],
    ],
    [
      ...["seccompProfile_restricted", "container app at containers[0]"],
      ...[
        "securityContext.seccompProfile.type",
        "missing",
        '"RuntimeDefault" or "Localhost", here or for the whole pod',
      ],
    ],
  ]);
  expect(at(podOf({ securityContext: { runAsUser: 0 } }))).toEqual([
    ["runAsUser", "pod", "securityContext.runAsUser", 0, "absent or another user than root, 0"],
  ]);
  expect(at(podOf({ volumes: [{ name: "data", nfs: {} }] }))).toEqual([
    [
      ...["restrictedVolumes", "volume data at volumes[0]", "nfs", undefined],
      expect.stringContaining("absent; what a pod may mount itself is configMap, "),
    ],
  ]);
  expect(at(podOf({}, { capabilities: { drop: ["NET_RAW"], add: ["NET_BIND_SERVICE", "SYS_ADMIN"] } }))).toEqual([
    [
      ...["capabilities_restricted", "container app at containers[0]"],
      ...["securityContext.capabilities.drop", ["NET_RAW"], 'a list with "ALL"'],
    ],
    [
      ...["capabilities_restricted", "container app at containers[0]"],
      ...["securityContext.capabilities.add[1]", "SYS_ADMIN", "NET_BIND_SERVICE"],
    ],
  ]);
});

test("a pod that says the wrong thing for all is told once, and no container that says nothing", () => {
  const silent = { ...restricted, runAsNonRoot: undefined, seccompProfile: undefined };
  const context = { runAsNonRoot: false, seccompProfile: { type: "Unconfined" } };
  const faults = at(podOf({ securityContext: context }, silent));
  expect(faults.map(([check, part]) => [check, part])).toEqual([
    ["runAsNonRoot", "pod"],
    ["seccompProfile_restricted", "pod"],
  ]);
});

test.each([
  ["a user namespace, before v1.35", podOf({ hostUsers: false }, { runAsNonRoot: false }), 34, ["runAsNonRoot"]],
  ["a user namespace, from v1.35 on", podOf({ hostUsers: false }, { runAsNonRoot: false }), 35, []],
  ["a newer policy than the newest that is known", podOf({ hostUsers: false }, { runAsNonRoot: false }), 99, []],
  ["no user namespace", podOf({ hostUsers: true }, { runAsNonRoot: false }), undefined, ["runAsNonRoot"]],
  [
    "an unmasked /proc in a user namespace",
    podOf({ hostUsers: false }, { procMount: "Unmasked" }),
    36,
    ["procMount_restricted"],
  ],
  ["the same before v1.35", podOf({ hostUsers: false }, { procMount: "Unmasked" }), 34, ["procMount"]],
  ["a volume of a kind that nobody knows", podOf({ volumes: [{ name: "v", newest: {} }] }), undefined, []],
  ["null everywhere", podOf({ volumes: null, securityContext: null, initContainers: null, os: null }), undefined, []],
])("%s", (_title, pod, version, checks) => {
  expect(podSecurityFaults(pod, "restricted", version).map(({ check }) => check)).toEqual(checks);
});
