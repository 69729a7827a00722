import { exceptFor, ofEveryContext, type PodSecurityCheck, type Questions } from "./check";
import { hasUserNamespace } from "./pod";

/** Both may be root where the pod has a user namespace of its own, from v1.35 on (kubernetes/enhancements#127). */
const property = "securityContext.runAsNonRoot";

/** The pod must not say false, no container may, and one of both must say true. */
const mustNotBeRoot: Questions = {
  ofPod: ({ spec }) =>
    spec.securityContext?.runAsNonRoot === false ? [{ property, value: false, allowed: "true" }] : [],
  ofContainer: ({ securityContext }, { spec }) => {
    const own = securityContext?.runAsNonRoot ?? undefined;
    if (own === false) return [{ property, value: own, allowed: "true" }];
    // A pod that says false is told so itself.
    const isSet = own === true || typeof spec.securityContext?.runAsNonRoot === "boolean";
    return isSet ? [] : [{ property, isMissing: true, allowed: "true, here or for the whole pod" }];
  },
};

const runAsNonRoot: PodSecurityCheck = {
  id: "runAsNonRoot",
  level: "restricted",
  versions: [
    { from: 0, ...mustNotBeRoot },
    { from: 35, ...exceptFor(hasUserNamespace, mustNotBeRoot) },
  ],
};

const mustNotBeUserZero = ofEveryContext(({ runAsUser }) =>
  runAsUser === 0
    ? [{ property: "securityContext.runAsUser", value: 0, allowed: "absent or another user than root, 0" }]
    : [],
);

const runAsUser: PodSecurityCheck = {
  id: "runAsUser",
  level: "restricted",
  versions: [
    { from: 23, ...mustNotBeUserZero },
    { from: 35, ...exceptFor(hasUserNamespace, mustNotBeUserZero) },
  ],
};

export const userChecks = [runAsNonRoot, runAsUser];
