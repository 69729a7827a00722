import { exceptFor, type PodSecurityCheck, type PodSecurityFault } from "./check";
import { isForWindows, type SecuredContainer } from "./pod";

/** What a container runtime gives a process by default, but for NET_RAW. */
const byDefault = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

const capabilitiesBaseline: PodSecurityCheck = {
  id: "capabilities_baseline",
  level: "baseline",
  versions: [{ from: 0, ofContainer: (container) => added(container, byDefault) }],
};

const capabilitiesRestricted: PodSecurityCheck = {
  id: "capabilities_restricted",
  level: "restricted",
  replaces: capabilitiesBaseline.id,
  versions: [
    { from: 22, ofContainer: droppedAndAdded },
    { from: 25, ...exceptFor(isForWindows, { ofContainer: droppedAndAdded }) },
  ],
};

function droppedAndAdded(container: SecuredContainer): PodSecurityFault[] {
  const drop = container.securityContext?.capabilities?.drop ?? undefined;
  return [
    ...(drop?.includes("ALL")
      ? []
      : [
          {
            property: "securityContext.capabilities.drop",
            value: drop,
            isMissing: drop === undefined,
            allowed: drop === undefined ? '["ALL"]' : 'a list with "ALL"',
          },
        ]),
    ...added(container, ["NET_BIND_SERVICE"]),
  ];
}

function added({ securityContext }: SecuredContainer, allowed: readonly string[]): PodSecurityFault[] {
  return (securityContext?.capabilities?.add ?? []).flatMap((name, index) =>
    allowed.includes(name)
      ? []
      : [
          {
            property: `securityContext.capabilities.add[${index}]`,
            value: name,
            allowed: allowed.length > 1 ? `one of ${allowed.join(", ")}` : allowed.join(),
          },
        ],
  );
}

export const capabilityChecks = [capabilitiesBaseline, capabilitiesRestricted];
