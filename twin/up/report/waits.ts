import { type Plan, releasesOf, resourcesOf } from "@breakwater/plan-views";
import type { Colors } from "picocolors/types";
import { triggersWithoutServer } from "../../addons";
import type { AddonReport } from "../../addons";
import { customGroups } from "../../controlplane";

/** KEDA acts on its objects here too. */
const servedGroup = "keda.sh";

/** What of a Plan the twin only checks, because who acts on it is in Azure or in containers: a line for each sort of it. */
export function waitsForAzure(plan: Plan, addons: readonly AddonReport[]): string[] {
  const triggers = triggersWithoutServer(plan).map(
    ({ scaledObject, type, server }) =>
      `trigger ${type} of ScaledObject ${scaledObject}: asks ${server || "a server"}; ` +
      "here KEDA keeps to the fallback, or to the other triggers",
  );
  const kedaRuns = addons.some(({ name, lack }) => name === "KEDA" && lack === undefined);
  const releases = releasesOf(resourcesOf(plan))
    .filter(({ kind, chart }) => kind === "Release" && !(kedaRuns && chart === "keda"))
    .map(({ resource }) => resource.name)
    .sort();
  const kinds = customKinds(plan);
  return [
    ...triggers,
    ...(releases.length > 0
      ? [`Helm ${plural("release", releases.length)} ${releases.join(", ")}: no container runs here`]
      : []),
    ...(kinds.length > 0
      ? [`${kinds.join(", ")}: checked and kept; what acts on them comes with those releases or with AKS`]
      : []),
  ];
}

/** The section of `up`'s report; empty where nothing waits. */
export function waitsText(lines: readonly string[], colors: Colors): string {
  if (lines.length === 0) return "";
  return [
    colors.bold("waits for Azure"),
    ...lines.map((line, index) => `${index === lines.length - 1 ? "└─" : "├─"} ${line}`),
  ].join("\n");
}

/** `2 PodMonitors`, `1 Certificate`, of the kinds on which nothing acts here. */
function customKinds(plan: Plan): string[] {
  const counts = new Map<string, number>();
  for (const { type } of resourcesOf(plan).filter((resource) => resource.type.startsWith("kubernetes:"))) {
    // A type token has group and kind: `kubernetes:monitoring.coreos.com/v1:PodMonitor`.
    const [, version = "", kind = ""] = type.split(":");
    const [group = ""] = version.split("/");
    if (group !== servedGroup && customGroups.has(group)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${plural(kind, count)}`);
}

function plural(noun: string, count: number): string {
  if (count === 1) return noun;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
