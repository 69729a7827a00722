import { z } from "zod";
import { checked } from "../../checked";

/** How the Cluster Autoscaler works; times in seconds. */
export interface AutoscalerProfile {
  scanInterval: number;
  /** How a pool is chosen of several that would do. */
  expander: "random" | "least-waste" | "most-pods";
  /** Spread new nodes over pools that differ in zone only. */
  balanceSimilarNodeGroups: boolean;
  /** A node that is not there after this is given up. */
  maxNodeProvisionTime: number;
  /** A pending pod younger than this asks for no node. */
  newPodScaleUpDelay: number;
  scaleDownDelayAfterAdd: number;
  scaleDownDelayAfterDelete: number;
  scaleDownUnneededTime: number;
  /** A node is a candidate for removal while less than this share of it is requested. */
  scaleDownUtilizationThreshold: number;
  /** Empty nodes removed at once, at most. */
  maxEmptyBulkDelete: number;
  skipNodesWithLocalStorage: boolean;
  skipNodesWithSystemPods: boolean;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

const duration = (fallback: string) =>
  z
    .string("a duration, such as 20s or 10m")
    .regex(/^\d+[smh]$/, "a duration, such as 20s or 10m")
    .default(fallback)
    .transform((text) => Number(text.slice(0, -1)) * units[text.at(-1)!]!);
const flag = (fallback: "true" | "false") =>
  z
    .enum(["true", "false"], '"true" or "false"')
    .default(fallback)
    .transform((text) => text === "true");
const numeric = (pattern: RegExp, allowed: string, fallback: string) =>
  z.string(allowed).regex(pattern, allowed).default(fallback).transform(Number);

/**
 * `autoScalerProfile` of an AKS cluster with AKS' own defaults
 * (learn.microsoft.com/azure/aks/cluster-autoscaler, "Cluster autoscaler profile settings"). All of its values are texts.
 */
const profileSchema = z.looseObject(
  {
    scanInterval: duration("10s"),
    expander: z
      .enum(
        ["random", "least-waste", "most-pods"],
        "one of random, least-waste, most-pods: the simulator knows no other",
      )
      .default("random"),
    balanceSimilarNodeGroups: flag("false"),
    maxNodeProvisionTime: duration("15m"),
    newPodScaleUpDelay: duration("0s"),
    scaleDownDelayAfterAdd: duration("10m"),
    scaleDownDelayAfterDelete: duration("0s"),
    scaleDownUnneededTime: duration("10m"),
    scaleDownUtilizationThreshold: numeric(/^(0(\.\d+)?|1(\.0+)?)$/, "a text with a share from 0 to 1", "0.5"),
    maxEmptyBulkDelete: numeric(/^[1-9]\d*$/, "a text with an integer, 1 or more", "10"),
    skipNodesWithLocalStorage: flag("false"),
    skipNodesWithSystemPods: flag("true"),
  },
  "an object of texts",
);

/**
 * The profile of a cluster.
 *
 * @param value `autoScalerProfile` of a ManagedCluster's inputs; AKS' defaults where it is absent
 * @throws InputError that says everything that is wrong with it
 */
export function readProfile(value: unknown, subject: string): AutoscalerProfile {
  return checked(profileSchema, value ?? {}, subject);
}
