import type { Rule } from "../../rule";
import { aksFeatureConflicts } from "./aks-feature-conflicts";
import { alertsReachSomebody } from "./alerts-reach-somebody";
import { budgetSet } from "./budget-set";
import { diagnosticsOn } from "./diagnostics-on";
import { kubernetesSupported } from "./kubernetes-supported";
import { zonesInProduction } from "./zones-in-production";

/** What the cluster below must be. */
export const platformRules: readonly Rule[] = [
  aksFeatureConflicts,
  kubernetesSupported,
  zonesInProduction,
  budgetSet,
  alertsReachSomebody,
  diagnosticsOn,
];
