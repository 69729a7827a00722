import type { JsonObject } from "@breakwater/plan-views";
import { admitObject } from ".";
import { restrictedPodProblems } from "./pod-policies";
import { make, refusal } from "./testing/requests";
import { stateWith } from "./testing/samples";

const [restricted, noDefault, externalIps] = [
  "policySetDefinitions/42b8ef37-b724-4e24-bbc8-7a7708edfe00",
  "policyDefinitions/9f061a12-e40d-4183-a00e-171812443373",
  "policyDefinitions/d46c275d-1680-448d-b2ec-e495a3b6cc89",
];

/** A cluster, with the add-on or without, and one assignment on its resource group. */
const stateOf = (definition: string, parameters: JsonObject = {}, { addon = true, effect = "Deny" } = {}) => {
  const state = stateWith("ResourceGroup");
  make("ManagedCluster", { addonProfiles: { azurepolicy: { enabled: addon } } }, state);
  make(
    "PolicyAssignment",
    {
      displayName: "The rule",
      policyDefinitionId: `/providers/Microsoft.Authorization/${definition}`,
      parameters: Object.fromEntries(Object.entries({ effect, ...parameters }).map(([key, value]) => [key, { value }])),
    },
    state,
  );
  return state;
};
const object = (kind: string, spec: JsonObject, namespace = "shop"): JsonObject => ({
  kind,
  metadata: { name: "web", namespace },
  spec,
});

const right: JsonObject = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [{ name: "app", securityContext: { allowPrivilegeEscalation: false } }],
};
const wrong = { ...right, hostNetwork: true };

describe.each<[kind: string, of: (pod: JsonObject) => JsonObject]>([
  ["Pod", (pod) => pod],
  ["Deployment", (pod) => ({ template: { spec: pod } })],
  ["StatefulSet", (pod) => ({ template: { spec: pod } })],
  ["DaemonSet", (pod) => ({ template: { spec: pod } })],
  ["ReplicaSet", (pod) => ({ template: { spec: pod } })],
  ["Job", (pod) => ({ template: { spec: pod } })],
  ["CronJob", (pod) => ({ jobTemplate: { spec: { template: { spec: pod } } } })],
])("the pods of a %s", (kind, of) => {
  const state = stateOf(restricted!);

  test("are refused in Gatekeeper's words where they break an assignment", () => {
    const error = refusal(() => admitObject(object(kind, of(wrong)), state));
    expect(error.message).toBe(
      `Forbidden: ${kind} "shop/web": admission webhook "validation.gatekeeper.sh" denied the request: The rule: uses the host's network.`,
    );
    expect(error.way).toContain("excludedNamespaces");
  });

  test("are taken where they keep it", () => {
    expect(() => admitObject(object(kind, of(right)), state)).not.toThrow();
  });
});

test.each<[what: string, state: () => ReturnType<typeof stateOf>, namespace?: string]>([
  ["reports only", () => stateOf(restricted!, {}, { effect: "Audit" })],
  ["excludes the namespace", () => stateOf(restricted!, { excludedNamespaces: ["shop"] })],
  ["is about another namespace", () => stateOf(restricted!, { namespaces: ["other"] })],
  [
    "chooses by labels, which is not judged",
    () => stateOf(restricted!, { labelSelector: { matchLabels: { a: "b" } } }),
  ],
  ["meets a cluster without the add-on", () => stateOf(restricted!, {}, { addon: false })],
  ["meets a namespace of Azure's", () => stateOf(restricted!), "kube-system"],
  [
    "is of a definition that is not known here",
    () => stateOf("policyDefinitions/11111111-2222-3333-4444-555555555555"),
  ],
])("a pod is taken where the assignment %s", (...[, state, namespace]) => {
  expect(() => admitObject(object("Pod", wrong, namespace), state())).not.toThrow();
});

test.each([
  ["Pod", "default", true],
  ["Service", "default", true],
  ["ServiceAccount", "default", true],
  ["Deployment", "default", true],
  ["ConfigMap", "default", false],
  ["Service", "shop", false],
])("a %s in the namespace %s is refused: %s", (kind, namespace, refused) => {
  const admit = () => admitObject(object(kind, {}, namespace), stateOf(noDefault!));
  if (refused) expect(refusal(admit).message).toContain("stands in the namespace default");
  else expect(admit).not.toThrow();
});

test("a Service takes no external IP but those that are allowed", () => {
  const state = stateOf(externalIps!, { allowedExternalIPs: ["203.0.113.7"] });
  expect(() => admitObject(object("Service", { externalIPs: ["203.0.113.7"] }), state)).not.toThrow();
  expect(refusal(() => admitObject(object("Service", { externalIPs: ["203.0.113.8"] }), state)).message).toContain(
    "203.0.113.8",
  );
});

const container = (changes: JsonObject, securityContext: JsonObject = {}): JsonObject => ({
  ...right,
  containers: [{ name: "app", securityContext: { allowPrivilegeEscalation: false, ...securityContext }, ...changes }],
});

test.each<[pod: JsonObject, problems: string[]]>([
  [right, []],
  [wrong, ["uses the host's network"]],
  [{ ...right, hostPID: true }, ["sees the host's processes"]],
  [{ ...right, hostIPC: true }, ["sees the host's processes"]],
  [
    {
      ...right,
      volumes: [
        { name: "a", emptyDir: {} },
        { name: "b", hostPath: { path: "/" } },
      ],
    },
    ['volume "b" is of the type hostPath'],
  ],
  [container({}, { privileged: true }), ['container "app" is privileged']],
  [container({}, { allowPrivilegeEscalation: true }), ['container "app" may escalate its privileges']],
  [container({}, { capabilities: { add: ["CHOWN", "SYS_ADMIN"] } }), ['container "app" adds the capability SYS_ADMIN']],
  [container({}, { runAsUser: 0 }), ['container "app" may run as root']],
  [container({}, { runAsNonRoot: false }), ['container "app" may run as root']],
  [container({}, { runAsNonRoot: false, runAsUser: 1000 }), []],
  [
    container({}, { seccompProfile: { type: "Unconfined" } }),
    ['container "app" has no seccomp profile RuntimeDefault'],
  ],
  [
    container({ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] }),
    ['container "app" takes port 81 of the host'],
  ],
  [
    {
      ...right,
      initContainers: [{ name: "init", securityContext: { allowPrivilegeEscalation: false, runAsUser: 0 } }],
    },
    ['container "init" may run as root'],
  ],
])("%j", (pod, problems) => {
  expect(restrictedPodProblems(pod)).toEqual(problems);
});
