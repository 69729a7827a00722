import { exceptFor, type PodSecurityCheck, type Questions } from "./check";
import { hasUserNamespace } from "./pod";

/** A container that sees what `/proc` masks. */
const mustMaskProc: Questions = {
  ofContainer: ({ securityContext }) => {
    const procMount = securityContext?.procMount ?? undefined;
    return procMount === undefined || procMount === "Default"
      ? []
      : [{ property: "securityContext.procMount", value: procMount, allowed: 'absent or "Default"' }];
  },
};

const procMountBaseline: PodSecurityCheck = {
  id: "procMount",
  level: "baseline",
  versions: [
    { from: 0, ...mustMaskProc },
    { from: 35, ...exceptFor(hasUserNamespace, mustMaskProc) },
  ],
};

/** From the version on from which baseline lets a pod with a user namespace do as it likes. */
const procMountRestricted: PodSecurityCheck = {
  id: "procMount_restricted",
  level: "restricted",
  replaces: procMountBaseline.id,
  versions: [{ from: 35, ...mustMaskProc }],
};

/** Those that stay within a pod, by the version that takes them in first. */
const safeSysctls: readonly { from: number; names: readonly string[] }[] = [
  {
    from: 0,
    names: [
      "kernel.shm_rmid_forced",
      "net.ipv4.ip_local_port_range",
      "net.ipv4.tcp_syncookies",
      "net.ipv4.ping_group_range",
      "net.ipv4.ip_unprivileged_port_start",
    ],
  },
  { from: 27, names: ["net.ipv4.ip_local_reserved_ports"] },
  {
    from: 29,
    names: [
      "net.ipv4.tcp_keepalive_time",
      "net.ipv4.tcp_fin_timeout",
      "net.ipv4.tcp_keepalive_intvl",
      "net.ipv4.tcp_keepalive_probes",
    ],
  },
  { from: 32, names: ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"] },
];

const sysctls: PodSecurityCheck = {
  id: "sysctls",
  level: "baseline",
  versions: safeSysctls.map(({ from }, last) => {
    const safe = safeSysctls.slice(0, last + 1).flatMap(({ names }) => names);
    return {
      from,
      ofPod: ({ spec }) =>
        (spec.securityContext?.sysctls ?? []).flatMap(({ name }, index) =>
          safe.includes(name ?? "")
            ? []
            : [
                {
                  property: `securityContext.sysctls[${index}].name`,
                  value: name ?? undefined,
                  allowed: `one of ${safe.join(", ")}`,
                },
              ],
        ),
    };
  }),
};

export const kernelChecks = [procMountBaseline, procMountRestricted, sysctls];
