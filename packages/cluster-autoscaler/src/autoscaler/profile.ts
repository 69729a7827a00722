/** The expanders that are simulated: how a pool is chosen of several that would do. */
const expanders = ["random", "least-waste", "most-pods"] as const;
export type Expander = (typeof expanders)[number];

/** How the Cluster Autoscaler works; times in seconds. */
export interface AutoscalerProfile {
  scanInterval: number;
  expander: Expander;
  /** Spread new nodes over pools that differ in zone only. */
  balanceSimilarNodeGroups: boolean;
  /** A node that is not there, or not ready, after this is given up. */
  maxNodeProvisionTime: number;
  /** A pending pod younger than this asks for no node. */
  newPodScaleUpDelay: number;
  scaleDownDelayAfterAdd: number;
  scaleDownDelayAfterDelete: number;
  scaleDownUnneededTime: number;
  /** The same of a node that is not ready. */
  scaleDownUnreadyTime: number;
  /** A node is a candidate for removal while less than this share of it is requested. */
  scaleDownUtilizationThreshold: number;
  /** Nodes that are removed at once, at most. */
  maxEmptyBulkDelete: number;
  skipNodesWithLocalStorage: boolean;
  skipNodesWithSystemPods: boolean;
}

/** How one setting is written. */
interface Setting<T> {
  /** Whether a text is one. */
  pattern: RegExp;
  /** What is allowed, for a message. */
  allowed: string;
  /** AKS' own. */
  fallback: string;
  read(text: string): T;
}

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

const duration = (fallback: string): Setting<number> => ({
  pattern: /^\d+[smh]$/,
  allowed: "a duration, such as 20s or 10m",
  fallback,
  read: (text) => Number(text.slice(0, -1)) * secondsOf[text.at(-1)!]!,
});
const flag = (fallback: "true" | "false"): Setting<boolean> => ({
  pattern: /^(true|false)$/,
  allowed: '"true" or "false"',
  fallback,
  read: (text) => text === "true",
});
const numeric = (pattern: RegExp, allowed: string, fallback: string): Setting<number> => ({
  pattern,
  allowed,
  fallback,
  read: Number,
});

/**
 * `autoScalerProfile` of an AKS cluster with AKS' own defaults
 * (learn.microsoft.com/azure/aks/cluster-autoscaler, "Cluster autoscaler profile settings"). All of its values are texts.
 */
const settings: { readonly [Name in keyof AutoscalerProfile]: Setting<AutoscalerProfile[Name]> } = {
  scanInterval: duration("10s"),
  expander: {
    pattern: new RegExp(`^(${expanders.join("|")})$`),
    allowed: `one of ${expanders.join(", ")}: no other is simulated`,
    fallback: "random",
    read: (text) => text as Expander,
  },
  balanceSimilarNodeGroups: flag("false"),
  maxNodeProvisionTime: duration("15m"),
  newPodScaleUpDelay: duration("0s"),
  scaleDownDelayAfterAdd: duration("10m"),
  scaleDownDelayAfterDelete: duration("0s"),
  scaleDownUnneededTime: duration("10m"),
  scaleDownUnreadyTime: duration("20m"),
  scaleDownUtilizationThreshold: numeric(/^(0(\.\d+)?|1(\.0+)?)$/, "a text with a share from 0 to 1", "0.5"),
  maxEmptyBulkDelete: numeric(/^[1-9]\d*$/, "a text with an integer, 1 or more", "10"),
  skipNodesWithLocalStorage: flag("false"),
  skipNodesWithSystemPods: flag("true"),
};

/**
 * The profile of a cluster. A setting that is wrong is a problem and has AKS' default.
 *
 * @param value `autoScalerProfile` of a ManagedCluster's inputs; AKS' defaults where it is absent
 * @returns what is wrong with it in `problems`, a sentence each
 */
export function readProfile(value: unknown): { profile: AutoscalerProfile; problems: string[] } {
  const problems: string[] = [];
  const isTexts = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isTexts && value !== undefined && value !== null)
    problems.push(`the top level = ${JSON.stringify(value)} must be an object of texts`);
  const texts = isTexts ? (value as Readonly<Record<string, unknown>>) : {};
  const entries = Object.entries(settings).map(([name, { pattern, allowed, fallback, read }]) => {
    const given = texts[name];
    if (given === undefined) return [name, read(fallback)];
    if (typeof given === "string" && pattern.test(given)) return [name, read(given)];
    problems.push(`${name} = ${JSON.stringify(given)} must be ${allowed}`);
    return [name, read(fallback)];
  });
  return { profile: Object.fromEntries(entries) as AutoscalerProfile, problems };
}
