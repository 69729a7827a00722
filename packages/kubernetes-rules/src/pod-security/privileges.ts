import { exceptFor, type PodSecurityCheck } from "./check";
import { isForWindows } from "./pod";

const privileged: PodSecurityCheck = {
  id: "privileged",
  level: "baseline",
  versions: [
    {
      from: 0,
      ofContainer: ({ securityContext }) =>
        securityContext?.privileged === true
          ? [{ property: "securityContext.privileged", value: true, allowed: "absent or false" }]
          : [],
    },
  ],
};

const mustNotEscalate: NonNullable<PodSecurityCheck["versions"][number]["ofContainer"]> = ({ securityContext }) => {
  const value = securityContext?.allowPrivilegeEscalation ?? undefined;
  const isMissing = value === undefined;
  return value === false
    ? []
    : [{ property: "securityContext.allowPrivilegeEscalation", value, isMissing, allowed: "false" }];
};

const allowPrivilegeEscalation: PodSecurityCheck = {
  id: "allowPrivilegeEscalation",
  level: "restricted",
  versions: [
    { from: 8, ofContainer: mustNotEscalate },
    { from: 25, ...exceptFor(isForWindows, { ofContainer: mustNotEscalate }) },
  ],
};

export const privilegeChecks = [privileged, allowPrivilegeEscalation];
