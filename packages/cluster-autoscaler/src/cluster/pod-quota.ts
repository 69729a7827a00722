/** What the pods of a namespace may ask for together: a ResourceQuota. Pods that it covers share the one object. */
export interface PodQuota {
  /** As a message names it: *ResourceQuota "shop/quota"*. */
  title: string;
  /** The most, by the quota's names of what it counts, thousandths. */
  hard: Readonly<Record<string, number>>;
}

/** What one pod takes of a quota. */
export interface QuotaCharge {
  quota: PodQuota;
  /** Thousandths, by the quota's names. */
  amounts: Readonly<Record<string, number>>;
  /** What the pod must name and does not, so that the API server refuses it (`must specify …`). Default: none */
  missing: readonly string[];
}

/** Why a quota keeps a pod from being created. */
export interface QuotaRefusal {
  quota: PodQuota;
  /** What there is too little of, by the quota's names. */
  exceeded: readonly string[];
  /** What the pod does not say and must. */
  missing: readonly string[];
}

/** What of all quotas is taken. */
export class QuotaUse {
  private readonly used = new Map<PodQuota, Record<string, number>>();

  /** What keeps one more such pod from being created; nothing where it may be. */
  refuses(charges: readonly QuotaCharge[]): QuotaRefusal | undefined {
    for (const { quota, amounts, missing } of charges) {
      const used = this.used.get(quota) ?? {};
      // What a pod takes nothing of may be overdrawn (k8s.io/apiserver pkg/quota/v1, `Mask` by what the pod asks for).
      const exceeded = Object.keys(amounts).filter(
        (name) => amounts[name]! > 0 && (used[name] ?? 0) + amounts[name]! > quota.hard[name]!,
      );
      if (missing.length > 0 || exceeded.length > 0) return { quota, exceeded, missing };
    }
    return undefined;
  }

  /** A pod is created, or gone with a factor of -1. */
  count(charges: readonly QuotaCharge[], factor: 1 | -1): void {
    for (const { quota, amounts } of charges) {
      let used = this.used.get(quota);
      if (!used) this.used.set(quota, (used = {}));
      for (const [name, amount] of Object.entries(amounts)) used[name] = (used[name] ?? 0) + factor * amount;
    }
  }
}
