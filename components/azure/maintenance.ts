import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/containerservice";
import { type ArgumentCheck, integerBetween, oneOf } from "../validation";

/** A day of the week. */
export type Weekday = "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday";

const days: readonly Weekday[] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Hours of the week in which AKS may do what disturbs. */
export interface MaintenanceWindow {
  /** Day on which the window opens, in UTC. */
  day: Weekday;
  /** First hour, UTC, 0 to 23. */
  startHour: number;
  /** Length in hours, 4 to 24. Shorter than 4, Azure does not promise to find the time. */
  hours: number;
}

/** The window, each of its parts checked under `maintenance.`. */
export function validMaintenance(
  check: ArgumentCheck,
  window: MaintenanceWindow | undefined,
): MaintenanceWindow | undefined {
  if (window === undefined) return undefined;
  check.input("maintenance.day", window.day, oneOf(...days));
  check.input("maintenance.startHour", window.startHour, integerBetween(0, 23));
  check.input("maintenance.hours", window.hours, integerBetween(4, 24));
  return window;
}

/** The one-hour slots of a window, by day: how AKS wants them for the maintenance of its own parts. */
export function hourSlots({ day, startHour, hours }: MaintenanceWindow): { day: string; hourSlots: number[] }[] {
  const until = startHour + hours;
  const slots = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
  const first = { day, hourSlots: slots(startHour, Math.min(until, 24)) };
  if (until <= 24) return [first];
  return [first, { day: days[(days.indexOf(day) + 1) % days.length]!, hourSlots: slots(0, until - 24) }];
}

/**
 * Keeps what disturbs a cluster inside a window: AKS's own releases, upgrades of Kubernetes and of the nodes' image. All
 * three have a schedule of their own, by a name that Azure gives (https://learn.microsoft.com/azure/aks/planned-maintenance).
 */
export function maintainCluster(
  name: string,
  cluster: { resourceGroupName: pulumi.Input<string>; clusterName: pulumi.Input<string> },
  window: MaintenanceWindow,
  opts: pulumi.CustomResourceOptions,
): void {
  const { resourceGroupName, clusterName: resourceName } = cluster;
  const maintenanceWindow = {
    schedule: { weekly: { dayOfWeek: window.day, intervalWeeks: 1 } },
    startTime: `${String(window.startHour).padStart(2, "0")}:00`,
    utcOffset: "+00:00",
    durationHours: window.hours,
  };
  const releases = new azure.MaintenanceConfiguration(
    `${name}-releases`,
    { resourceGroupName, resourceName, configName: "default", timeInWeek: hourSlots(window) },
    opts,
  );
  const versions = new azure.MaintenanceConfiguration(
    `${name}-versions`,
    { resourceGroupName, resourceName, configName: "aksManagedAutoUpgradeSchedule", maintenanceWindow },
    // AKS refuses a second change of a cluster while the first runs (OperationNotAllowed).
    pulumi.mergeOptions(opts, { dependsOn: [releases] }),
  );
  new azure.MaintenanceConfiguration(
    `${name}-images`,
    { resourceGroupName, resourceName, configName: "aksManagedNodeOSUpgradeSchedule", maintenanceWindow },
    pulumi.mergeOptions(opts, { dependsOn: [versions] }),
  );
}
