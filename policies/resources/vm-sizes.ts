/** A VM size of Azure, as far as its name tells it. https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
export interface VmSize {
  vCpus: number;
  /** The family by which Azure grants quota, for example `standardDSv5Family`; `undefined` for one that we do not know. */
  family: string | undefined;
}

/** `Standard_D8s_v5`: family letters, vCPUs, features, accelerator, version. */
const form = /^Standard_([A-Z]+)(\d+)(?:-\d+)?([a-z]*)(?:_([A-Z]\w*?))?(?:_(v\d+))?$/;

/** Takes a VM size's name apart; `undefined` for a name of another form. */
export function parseVmSize(name: string): VmSize | undefined {
  const [, letters = "", vCpus, features = "", accelerator, version = ""] = form.exec(name) ?? [];
  if (vCpus === undefined) return undefined;
  return { vCpus: Number(vCpus), family: familyOf(letters, features, accelerator, version) };
}

/** The names are Azure's own, by no one rule: general sizes are `standardDSv5Family`, those with accelerators `StandardNCADSA100v4Family`. */
function familyOf(letters: string, features: string, accelerator: string | undefined, version: string): string {
  if (accelerator !== undefined) {
    // An isolated size (`i`) counts into its family like the others.
    return `Standard${letters}${features.replace("i", "").toUpperCase()}${accelerator}${version}Family`;
  }
  return `standard${letters}${features.toUpperCase()}${version}Family`;
}

/**
 * vCPUs of a node that pods can have: AKS keeps 60 millicores of the first core and less of each further one
 * (https://learn.microsoft.com/azure/aks/node-resource-reservations), DaemonSets about half a core (an estimate).
 */
export const allocatableCpu = (vCpus: number): number => vCpus - 0.1 - Math.min(0.1, vCpus * 0.01) - 0.5;
