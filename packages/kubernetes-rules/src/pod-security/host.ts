import { ofEveryContext, type PodSecurityCheck, type PodSecurityFault } from "./check";
import type { HandlerOfContainer } from "./pod";

/** The node's own network, processes and shared memory. */
const hostNamespaces: PodSecurityCheck = {
  id: "hostNamespaces",
  level: "baseline",
  versions: [
    {
      from: 0,
      ofPod: ({ spec }) =>
        (["hostNetwork", "hostPID", "hostIPC"] as const)
          .filter((name) => spec[name] === true)
          .map((name) => ({ property: name, value: true, allowed: "absent or false" })),
    },
  ],
};

const hostPorts: PodSecurityCheck = {
  id: "hostPorts",
  level: "baseline",
  versions: [
    {
      from: 0,
      ofContainer: ({ ports }) =>
        (ports ?? []).flatMap(({ hostPort }, index) =>
          hostPort ? [{ property: `ports[${index}].hostPort`, value: hostPort, allowed: "absent or 0" }] : [],
        ),
    },
  ],
};

/** A Windows container that runs as a process of its node. */
const windowsHostProcess: PodSecurityCheck = {
  id: "windowsHostProcess",
  level: "baseline",
  versions: [
    {
      from: 0,
      ...ofEveryContext(({ windowsOptions }) =>
        windowsOptions?.hostProcess === true
          ? [{ property: "securityContext.windowsOptions.hostProcess", value: true, allowed: "absent or false" }]
          : [],
      ),
    },
  ],
};

/** A kubelet that asks another host than the pod reaches what the pod's author may not. */
const hostProbesAndHostLifecycle: PodSecurityCheck = {
  id: "hostProbesAndHostLifecycle",
  level: "baseline",
  versions: [
    {
      from: 34,
      ofContainer: ({ livenessProbe, readinessProbe, startupProbe, lifecycle }) => [
        ...hostsOf("livenessProbe", livenessProbe),
        ...hostsOf("readinessProbe", readinessProbe),
        ...hostsOf("startupProbe", startupProbe),
        ...hostsOf("lifecycle.postStart", lifecycle?.postStart),
        ...hostsOf("lifecycle.preStop", lifecycle?.preStop),
      ],
    },
  ],
};

function hostsOf(property: string, handler: HandlerOfContainer | null | undefined): PodSecurityFault[] {
  return (["httpGet", "tcpSocket"] as const).flatMap((name) => {
    const host = handler?.[name]?.host;
    return host
      ? [{ property: `${property}.${name}.host`, value: host, allowed: "absent: the pod is asked then" }]
      : [];
  });
}

export const hostChecks = [hostNamespaces, hostPorts, windowsHostProcess, hostProbesAndHostLifecycle];
