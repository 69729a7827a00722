import type { Colors } from "picocolors/types";
import type { AddonReport, AutoscalerRecord } from "../../addons";

/** Things that the Cluster Autoscaler did last, as many as are shown. */
const shownEvents = 3;

/**
 * What runs beside the control plane, what of it is simulated, and what does not run and why; then what the Cluster Autoscaler
 * is about. Empty where there is nothing to say.
 */
export function addonsText(
  addons: readonly AddonReport[],
  autoscaler: AutoscalerRecord | undefined,
  colors: Colors,
  now = new Date(),
): string {
  if (addons.length === 0) return "";
  const lines = addons.map(({ name, nature, lack }) => {
    if (lack !== undefined) return `${name}  ${colors.yellow("does not run")}: ${lack}`;
    return `${name}  ${nature === "real" ? colors.green("real") : colors.yellow("simulated")}`;
  });
  return [colors.bold("beside the control plane"), ...branches([...lines, ...activity(autoscaler, now)])].join("\n");
}

function activity(record: AutoscalerRecord | undefined, now: Date): string[] {
  if (!record) return [];
  const booting = record.booting.map(({ pool, readyAt, pods }) => {
    const seconds = Math.max(0, Math.ceil((Date.parse(readyAt) - now.getTime()) / 1000));
    return `pool ${pool}: a node in ${seconds} s, for ${pods.length} ${pods.length === 1 ? "pod" : "pods"}`;
  });
  const past = record.events.slice(0, shownEvents).map(({ at, text }) => `${clock(at)}  ${text}`);
  const refused = record.refusals.map(({ pod, reason }) => `no node for ${pod}: ${reason}`);
  return [...booting, ...refused, ...past];
}

/** `14:05:09`, in the reader's own time zone. */
function clock(at: string): string {
  return new Date(at).toTimeString().slice(0, 8);
}

function branches(lines: readonly string[]): string[] {
  return lines.map((line, index) => `${index === lines.length - 1 ? "└─" : "├─"} ${line}`);
}
