import { ofEveryContext, type PodSecurityCheck, type PodSecurityFault } from "./check";
import type { SecuredContainer } from "./pod";

const annotationPrefix = "container.apparmor.security.beta.kubernetes.io/";
const appArmorOfContexts = ofEveryContext(({ appArmorProfile }) => {
  if (!appArmorProfile || appArmorProfile.type === "RuntimeDefault" || appArmorProfile.type === "Localhost") return [];
  return [
    {
      property: "securityContext.appArmorProfile.type",
      value: appArmorProfile.type ?? undefined,
      allowed: 'absent, "RuntimeDefault" or "Localhost"',
    },
  ];
});

const appArmorProfile: PodSecurityCheck = {
  id: "appArmorProfile",
  level: "baseline",
  versions: [
    {
      from: 0,
      ...appArmorOfContexts,
      ofPod: (pod) => [
        ...(appArmorOfContexts.ofPod?.(pod) ?? []),
        ...Object.entries(pod.metadata?.annotations ?? {}).flatMap(([key, value]) =>
          !key.startsWith(annotationPrefix) || !value || value === "runtime/default" || value.startsWith("localhost/")
            ? []
            : [{ property: `the annotation ${key}`, value, allowed: 'absent, "runtime/default" or "localhost/…"' }],
        ),
      ],
    },
  ],
};

const seLinuxTypes = ["container_t", "container_init_t", "container_kvm_t"];

const seLinuxOptions: PodSecurityCheck = {
  id: "seLinuxOptions",
  level: "baseline",
  versions: [
    { from: 0, ...ofEveryContext((context) => seLinuxFaults(context, seLinuxTypes)) },
    { from: 31, ...ofEveryContext((context) => seLinuxFaults(context, [...seLinuxTypes, "container_engine_t"])) },
  ],
};

function seLinuxFaults(
  { seLinuxOptions: options }: Pick<NonNullable<SecuredContainer["securityContext"]>, "seLinuxOptions">,
  types: readonly string[],
): PodSecurityFault[] {
  const property = "securityContext.seLinuxOptions";
  const { type, user, role } = options ?? {};
  return [
    ...(type && !types.includes(type)
      ? [{ property: `${property}.type`, value: type, allowed: `absent or one of ${types.join(", ")}` }]
      : []),
    ...(user ? [{ property: `${property}.user`, value: user, allowed: "absent" }] : []),
    ...(role ? [{ property: `${property}.role`, value: role, allowed: "absent" }] : []),
  ];
}

/** The security modules of the kernel, which confine a process by a profile. */
export const moduleChecks = [appArmorProfile, seLinuxOptions];
