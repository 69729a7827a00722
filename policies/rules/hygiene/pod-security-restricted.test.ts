import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { podSecurityRestricted } from "./pod-security-restricted";

/** What the container says beside, or in place of, what the level asks for. */
const context = (changes: Properties) => ({
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, ...changes },
});
const ofPod = (changes: Properties) => ({
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" }, ...changes },
});

const who = 'Container "app" of Deployment "production/shop"';

judgesAs(podSecurityRestricted, [
  ["a restricted pod", [deployment()], []],
  [
    "set on the container only",
    [deployment({ securityContext: {} }, context({ runAsNonRoot: true, seccompProfile: { type: "Localhost" } }))],
    [],
  ],
  ["null is the absence of a field", [deployment({ volumes: null, hostNetwork: null, hostUsers: null })], []],
  [
    "the one capability that is allowed",
    [deployment({}, context({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } }))],
    [],
  ],
  ["sysctls that are safe", [deployment(ofPod({ sysctls: [{ name: "net.ipv4.tcp_keepalive_time" }] }))], []],
  ["SELinux types of containers", [deployment(ofPod({ seLinuxOptions: { type: "container_init_t" } }))], []],
  ["volumes that a pod may mount", [deployment({ volumes: [{ name: "v", emptyDir: {} }, { name: "w" }] })], []],
  [
    "root in a user namespace of the pod's own",
    [deployment({ ...ofPod({ runAsNonRoot: undefined, runAsUser: 0 }), hostUsers: false })],
    [],
  ],
  [
    "a pod for Windows",
    [deployment({ os: { name: "windows" }, securityContext: { runAsNonRoot: true } }, { securityContext: null })],
    [],
  ],
  [
    "what a patch leaves out",
    [deployment({ securityContext: null }, { securityContext: null }, { kind: "DeploymentPatch" })],
    [],
  ],
  [
    "what a patch sets",
    [deployment({ securityContext: null }, { securityContext: { privileged: true } }, { kind: "DeploymentPatch" })],
    ['Container "app" of DeploymentPatch "production/shop" sets securityContext.privileged to true'],
  ],
  [
    "pods of a kind of somebody else",
    [
      resource("kubernetes:keda.sh/v1alpha1:ScaledJob", "crawl", {
        metadata: { name: "crawl", namespace: "production" },
        spec: { jobTargetRef: { template: { spec: { ...ofPod({}), hostPID: true, containers: [] } } } },
      }),
    ],
    ['ScaledJob "production/crawl" sets hostPID of its pods to true'],
  ],
  [
    "the host's network",
    [deployment({ hostNetwork: true })],
    ['Deployment "production/shop" sets hostNetwork of its pods to true: it must be absent or false'],
  ],
  ["the host's processes and IPC", [deployment({ hostPID: true, hostIPC: true })], ["hostPID", "hostIPC"]],
  [
    "a path of the host",
    [deployment({ volumes: [{ name: "logs", hostPath: { path: "/var" } }] })],
    ['Volume "logs" of Deployment "production/shop" sets hostPath: it must be absent; what a pod may mount itself is'],
  ],
  ["NFS", [deployment({ volumes: [{ name: "v", nfs: { server: "10.0.0.4" } }] })], ["sets nfs: it must be absent"]],
  [
    "nothing set",
    [deployment({ securityContext: null }, { securityContext: null })],
    [
      `${who} does not set securityContext.allowPrivilegeEscalation: it must be false`,
      `${who} does not set securityContext.capabilities.drop: it must be ["ALL"]`,
      `${who} does not set securityContext.runAsNonRoot: it must be true, here or for the whole pod`,
      `${who} does not set securityContext.seccompProfile.type: it must be "RuntimeDefault" or "Localhost", here or`,
    ],
  ],
  [
    "a privileged container",
    [deployment({}, context({ privileged: true }))],
    [`${who} sets securityContext.privileged to true: it must be absent or false`],
  ],
  ["root by number", [deployment({}, context({ runAsUser: 0 }))], [`${who} sets securityContext.runAsUser to 0`]],
  ["root for the pod", [deployment(ofPod({ runAsUser: 0 }))], ["sets securityContext.runAsUser of its pods to 0"]],
  ["a pod that may be root", [deployment(ofPod({ runAsNonRoot: false }), context({ runAsNonRoot: true }))], ["Non"]],
  [
    "a capability",
    [deployment({}, context({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }))],
    [`${who} sets securityContext.capabilities.add[0] to "SYS_ADMIN": it must be NET_BIND_SERVICE`],
  ],
  [
    "a port of the host",
    [deployment({}, { ports: [{ containerPort: 80, hostPort: 80 }] })],
    [`${who} sets ports[0].hostPort to 80: it must be absent or 0`],
  ],
  [
    "a probe of another host",
    [deployment({}, { livenessProbe: { httpGet: { host: "169.254.169.254", port: 80 } } })],
    [`${who} sets livenessProbe.httpGet.host to "169.254.169.254"`],
  ],
  [
    "a sysctl",
    [deployment(ofPod({ sysctls: [{ name: "kernel.msgmax" }] }))],
    ['sysctls[0].name of its pods to "kernel'],
  ],
  ["an unmasked /proc", [deployment({ hostUsers: false }, context({ procMount: "Unmasked" }))], ["procMount"]],
  [
    "no AppArmor",
    [deployment(ofPod({ appArmorProfile: { type: "Unconfined" } }))],
    ["appArmorProfile.type of its pods"],
  ],
  [
    "no AppArmor by annotation",
    [deployment({}, {}, { annotations: { "container.apparmor.security.beta.kubernetes.io/app": "unconfined" } })],
    ['container.apparmor.security.beta.kubernetes.io/app of its pods to "unconfined"'],
  ],
  ["a user of SELinux", [deployment(ofPod({ seLinuxOptions: { user: "system_u" } }))], ["seLinuxOptions.user"]],
  [
    "a process of a Windows host",
    [
      deployment(
        { os: { name: "windows" }, hostNetwork: true, securityContext: { runAsNonRoot: true } },
        { securityContext: { windowsOptions: { hostProcess: true } } },
      ),
    ],
    ["hostNetwork", "windowsOptions.hostProcess"],
  ],
  [
    "an init container and one that was added later",
    [
      deployment({
        initContainers: [{ name: "init", ...context({ privileged: true }) }],
        ephemeralContainers: [{ name: "debug", ...context({ privileged: true }) }],
      }),
    ],
    ['Container "init"', 'Container "debug"'],
  ],
  [
    "a container without a name",
    [deployment({}, { name: undefined, ...context({ privileged: true }) })],
    ['Containers[0] of Deployment "production/shop" sets'],
  ],
]);

/** As Pulumi's engine throws it, which is told by its name. */
class UnknownValueError extends Error {}

/** A namespace with labels of pod security; `undefined` for a value that is not known yet. */
function namespace(labels: Record<string, string | undefined>, name = "production"): Resource {
  const guarded = Object.entries(labels).map(([key, value]): [string, PropertyDescriptor] => [
    `pod-security.kubernetes.io/${key}`,
    {
      enumerable: true,
      get: () => {
        if (value === undefined) throw new UnknownValueError("the level is not known before the stack is up");
        return value;
      },
    },
  ]);
  const metadata = { name, labels: Object.defineProperties({}, Object.fromEntries(guarded)) };
  return resource("kubernetes:core/v1:Namespace", name, { metadata });
}
const agent = () => deployment({ hostNetwork: true }, {}, { kind: "DaemonSet", spec: { replicas: undefined } });
const rootInside = () => deployment({ ...ofPod({ runAsNonRoot: undefined }), hostUsers: false });

describe("what its namespace enforces", () => {
  judgesAs(podSecurityRestricted, [
    ["everything, for an agent of the node", [namespace({ enforce: "privileged" }), agent()], []],
    ["baseline, which has no host's network either", [namespace({ enforce: "baseline" }), agent()], ["hostNetwork"]],
    [
      "baseline, for an agent that runs as root",
      [
        namespace({ enforce: "baseline" }),
        deployment({ securityContext: null }, { securityContext: null }, { kind: "DaemonSet" }),
      ],
      [],
    ],
    [
      "everything, in another namespace",
      [namespace({ enforce: "privileged" }, "monitoring"), agent()],
      ["hostNetwork"],
    ],
    ["everything, said of warnings only", [namespace({ warn: "privileged" }), agent()], ["hostNetwork"]],
    [
      "everything, but what is no agent has no need of it",
      [namespace({ enforce: "privileged" }), deployment({ hostNetwork: true })],
      ["hostNetwork"],
    ],
    [
      "a version from which on root in a user namespace may be",
      [namespace({ enforce: "restricted", "enforce-version": "v1.35" }), rootInside()],
      [],
    ],
    [
      "a version in which it may not",
      [namespace({ enforce: "restricted", "enforce-version": "v1.34" }), rootInside()],
      ["runAsNonRoot"],
    ],
    [
      "nobody knows what yet, of an agent",
      [namespace({ enforce: undefined }), agent()],
      ["not applicable: the level is not known"],
    ],
    [
      "nobody knows what yet, of any other",
      [namespace({ enforce: undefined }), deployment({ hostNetwork: true })],
      ["hostNetwork"],
    ],
  ]);
});
