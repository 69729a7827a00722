import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { inside, objectAt, objectsAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** When AKS may disturb a cluster. */
export const maintenanceConfiguration: AzureType = {
  armType: "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
  nameInput: "configName",
  nameRule: {
    pattern: /^(default|aksManagedAutoUpgradeSchedule|aksManagedNodeOSUpgradeSchedule)$/,
    rule: "default, aksManagedAutoUpgradeSchedule and aksManagedNodeOSUpgradeSchedule",
    code: "InvalidParameter",
  },
  parentId: inside("Microsoft.ContainerService/managedClusters", "resourceName"),
  segment: "maintenanceConfigurations",
  required: [],
  check: checkConfiguration,
  outputs: () => ({}),
};

function checkConfiguration({ name, inputs }: AzureRequest): void {
  if (name === "default") return checkSlots(inputs);
  if (inputs.maintenanceWindow === undefined) {
    throw new AzureError(
      "InvalidParameter",
      `The configuration '${name}' needs a maintenanceWindow.`,
      "maintenanceWindow",
    );
  }
  checkWindow(objectAt(inputs, "maintenanceWindow"));
}

function checkSlots(inputs: JsonObject): void {
  for (const { day, hourSlots } of objectsAt(inputs, "timeInWeek")) {
    const slots = Array.isArray(hourSlots) ? hourSlots : [];
    const wrong = slots.find((slot) => !isHour(slot));
    if (!days.includes(String(day)) || slots.length === 0 || wrong !== undefined) {
      throw new AzureError(
        "InvalidParameter",
        `timeInWeek names a day of the week and hours from 0 to 23; it has '${String(day)}' and ${JSON.stringify(slots)}.`,
        "timeInWeek",
      );
    }
  }
}

function checkWindow(window: JsonObject): void {
  const { durationHours: hours, startTime } = window;
  if (typeof hours !== "number" || !Number.isInteger(hours) || hours < 4 || hours > 24) {
    throw new AzureError(
      "InvalidParameter",
      `durationHours must be a whole number from 4 to 24; it is ${String(hours)}.`,
      "maintenanceWindow.durationHours",
    );
  }
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(String(startTime))) {
    throw new AzureError(
      "InvalidParameter",
      `startTime must be of the form HH:mm; it is '${String(startTime)}'.`,
      "maintenanceWindow.startTime",
    );
  }
  const schedules = Object.keys(objectAt(window, "schedule"));
  const day = valueAt(window, "schedule.weekly.dayOfWeek");
  if (schedules.length !== 1 || (day !== undefined && !days.includes(String(day)))) {
    throw new AzureError(
      "InvalidParameter",
      `A window has exactly one schedule, and a weekly one a day of the week; it has ${JSON.stringify(schedules)}.`,
      "maintenanceWindow.schedule",
    );
  }
}

const isHour = (slot: unknown): boolean =>
  typeof slot === "number" && Number.isInteger(slot) && slot >= 0 && slot <= 23;
