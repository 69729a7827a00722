import type { Check } from "../check";
import type { Run } from "../run/command";
import type { Probe } from "../run/probe";
import { alertReceivers } from "./alert-receivers";
import { backend } from "./backend";
import { budgets } from "./budgets";
import { defender } from "./defender";
import { deletedVaults } from "./deleted-vaults";
import { deletedWorkspaces } from "./deleted-workspaces";
import { deployers } from "./deployers";
import { dockerHub } from "./docker-hub";
import { existing } from "./existing";
import { features } from "./features";
import { globalNames } from "./global-names";
import { kubernetesVersion } from "./kubernetes-version";
import { pending } from "./pending";
import { providers } from "./providers";
import { quota } from "./quota";
import { reachabilityCheck } from "./reachability";
import { region } from "./region";
import { removals } from "./removals";
import { resourceGroups } from "./resource-groups";
import { roles } from "./roles";
import { secrets } from "./secrets";
import { subscription } from "./subscription";
import { toolsCheck } from "./tools";
import { twinCheck } from "./twin";
import type { TwinProgram } from "./twin";
import { vaultSecrets } from "./vault-secrets";
import { vmSizes } from "./vm-sizes";

/** Every check, in the order in which what it finds is best mended. */
export function checks(run: Run, programs: readonly TwinProgram[], probe: Probe): Check[] {
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
    deletedWorkspaces,
    globalNames,
    existing,
    vaultSecrets,
    pending,
    removals,
    deployers,
    reachabilityCheck(probe),
    alertReceivers,
    budgets,
    defender,
    dockerHub,
  ];
}
