import type { Check } from "../check";
import type { Run } from "../run/command";
import { backend } from "./backend";
import { deletedVaults } from "./deleted-vaults";
import { dockerHub } from "./docker-hub";
import { features } from "./features";
import { globalNames } from "./global-names";
import { kubernetesVersion } from "./kubernetes-version";
import { providers } from "./providers";
import { quota } from "./quota";
import { region } from "./region";
import { resourceGroups } from "./resource-groups";
import { roles } from "./roles";
import { secrets } from "./secrets";
import { subscription } from "./subscription";
import { toolsCheck } from "./tools";
import { twinCheck } from "./twin";
import type { TwinProgram } from "./twin";
import { vmSizes } from "./vm-sizes";

/** Every check, in the order in which what it finds is best mended. */
export function checks(run: Run, programs: readonly TwinProgram[]): Check[] {
  return [
    toolsCheck(run, programs),
    twinCheck(programs),
    subscription,
    roles,
    backend,
    secrets,
    region,
    providers,
    features,
    vmSizes,
    quota,
    kubernetesVersion,
    resourceGroups,
    deletedVaults,
    globalNames,
    dockerHub,
  ];
}
