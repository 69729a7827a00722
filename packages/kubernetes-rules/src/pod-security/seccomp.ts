import { exceptFor, ofEveryContext, type PodSecurityCheck, type PodSecurityFault, type Questions } from "./check";
import { isForWindows, type SecuredContainer } from "./pod";

const property = "securityContext.seccompProfile.type";
const allowed = '"RuntimeDefault" or "Localhost"';

type Profile = NonNullable<SecuredContainer["securityContext"]>["seccompProfile"];

const isFault = (profile: Profile): boolean =>
  Boolean(profile) && profile?.type !== "RuntimeDefault" && profile?.type !== "Localhost";
const faultsOf = (profile: Profile, wanted: string): PodSecurityFault[] =>
  isFault(profile) ? [{ property, value: profile?.type ?? undefined, allowed: wanted }] : [];

/** Until v1.18 the profile stood in annotations. */
const inAnnotations: Questions = {
  ofPod: ({ metadata }) => annotated(metadata?.annotations, "seccomp.security.alpha.kubernetes.io/pod"),
  ofContainer: ({ name }, { metadata }) =>
    annotated(metadata?.annotations, `container.seccomp.security.alpha.kubernetes.io/${name}`),
};

function annotated(annotations: Readonly<Record<string, string>> | null | undefined, key: string): PodSecurityFault[] {
  const value = annotations?.[key] ?? undefined;
  if (
    value === undefined ||
    value === "runtime/default" ||
    value === "docker/default" ||
    value.startsWith("localhost/")
  )
    return [];
  return [{ property: `the annotation ${key}`, value, allowed: 'absent, "runtime/default" or "localhost/…"' }];
}

const seccompBaseline: PodSecurityCheck = {
  id: "seccompProfile_baseline",
  level: "baseline",
  versions: [
    { from: 0, ...inAnnotations },
    { from: 19, ...ofEveryContext(({ seccompProfile }) => faultsOf(seccompProfile, `absent, ${allowed}`)) },
  ],
};

/** The pod and each container may name no other profile, and one of both must name one. */
const mustHaveProfile: Questions = {
  ofPod: ({ spec }) => faultsOf(spec.securityContext?.seccompProfile, allowed),
  ofContainer: ({ securityContext }, { spec }) => {
    const own = securityContext?.seccompProfile;
    if (own) return faultsOf(own, allowed);
    // A pod with another profile is told so itself.
    return spec.securityContext?.seccompProfile
      ? []
      : [{ property, isMissing: true, allowed: `${allowed}, here or for the whole pod` }];
  },
};

const seccompRestricted: PodSecurityCheck = {
  id: "seccompProfile_restricted",
  level: "restricted",
  replaces: seccompBaseline.id,
  versions: [
    { from: 19, ...mustHaveProfile },
    { from: 25, ...exceptFor(isForWindows, mustHaveProfile) },
  ],
};

export const seccompChecks = [seccompBaseline, seccompRestricted];
