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

/** What of all quotas is taken. */
export class QuotaUse {
  private readonly used = new Map<PodQuota, Record<string, number>>();

  /** The charge that keeps one more such pod from being created; none where it may be. */
  refuses(charges: readonly QuotaCharge[]): QuotaCharge | undefined {
    return charges.find(({ quota, amounts, missing }) => {
      const used = this.used.get(quota) ?? {};
      // What a pod takes nothing of may be overdrawn (k8s.io/apiserver pkg/quota/v1, `Mask` by what the pod asks for).
      const exceeds = ([name, amount]: [string, number]) =>
        amount > 0 && (used[name] ?? 0) + amount > quota.hard[name]!;
      return missing.length > 0 || Object.entries(amounts).some(exceeds);
    });
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
