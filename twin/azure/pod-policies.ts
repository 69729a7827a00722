import { asObject, type JsonObject } from "@breakwater/plan-views";
import { objectsAt } from "./resource-type";

/** Capabilities that the initiative of restricted pods lets a container add. */
const allowedCapabilities = [
  ..."CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE".split(" "),
  ..."SYS_CHROOT KILL AUDIT_WRITE".split(" "),
];

const allowedVolumes = [
  ..."configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret".split(" "),
];

/**
 * What of a pod the initiative "Kubernetes cluster pod security restricted standards for Linux-based workloads" refuses, in words:
 * https://github.com/Azure/azure-policy, built-in-policies/policySetDefinitions/Kubernetes/PSPRestrictedStandard.json. Ids of groups, for
 * which it wants 1 to 65535, are not judged: an image may set them too.
 */
export function restrictedPodProblems(pod: JsonObject): string[] {
  const containers = ["initContainers", "containers", "ephemeralContainers"].flatMap((key) => objectsAt(pod, key));
  const ofPod = asObject(pod.securityContext);
  return [
    ...(pod.hostNetwork === true ? ["uses the host's network"] : []),
    ...(pod.hostPID === true || pod.hostIPC === true ? ["sees the host's processes"] : []),
    ...objectsAt(pod, "volumes").flatMap(({ name, ...source }) =>
      Object.keys(source)
        .filter((kind) => !allowedVolumes.includes(kind))
        .map((kind) => `volume "${String(name)}" is of the type ${kind}`),
    ),
    ...containers.flatMap((container) =>
      containerProblems(container, ofPod).map((problem) => `container "${String(container.name)}" ${problem}`),
    ),
  ];
}

function containerProblems(container: JsonObject, pod: JsonObject): string[] {
  const own = asObject(container.securityContext);
  const added = (asObject(own.capabilities).add as string[] | undefined) ?? [];
  const seccomp = asObject(own.seccompProfile ?? pod.seccompProfile).type;
  const user = own.runAsUser ?? pod.runAsUser;
  return [
    ...(own.privileged === true ? ["is privileged"] : []),
    ...(own.allowPrivilegeEscalation === false ? [] : ["may escalate its privileges"]),
    ...added.filter((name) => !allowedCapabilities.includes(name)).map((name) => `adds the capability ${name}`),
    ...(user === 0 || (user === undefined && (own.runAsNonRoot ?? pod.runAsNonRoot) !== true)
      ? ["may run as root"]
      : []),
    ...(seccomp === "RuntimeDefault" ? [] : ["has no seccomp profile RuntimeDefault"]),
    ...objectsAt(container, "ports").flatMap(({ hostPort }) =>
      hostPort === undefined ? [] : [`takes port ${String(hostPort)} of the host`],
    ),
  ];
}
