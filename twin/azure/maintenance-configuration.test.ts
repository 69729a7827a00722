import { answerTo, sample, stateWith } from "./testing/samples";
import type { JsonObject } from "@breakwater/plan-views";

const window = sample("MaintenanceConfiguration").inputs.maintenanceWindow as JsonObject;
const withWindow = (changes: JsonObject) =>
  answerTo("MaintenanceConfiguration", { maintenanceWindow: { ...window, ...changes } });

test.each<[what: string, changes: JsonObject, target: string | undefined]>([
  ["the shortest window", { durationHours: 4 }, undefined],
  ["a shorter one", { durationHours: 3 }, "maintenanceWindow.durationHours"],
  ["more than a day", { durationHours: 25 }, "maintenanceWindow.durationHours"],
  ["a start without minutes", { startTime: "17" }, "maintenanceWindow.startTime"],
  ["a start after midnight", { startTime: "24:00" }, "maintenanceWindow.startTime"],
  ["no schedule", { schedule: {} }, "maintenanceWindow.schedule"],
  ["an unknown day", { schedule: { weekly: { dayOfWeek: "Someday" } } }, "maintenanceWindow.schedule"],
])("%s", (_, changes, target) => {
  expect(withWindow(changes)).toEqual(target === undefined ? ["taken", undefined] : ["InvalidParameter", target]);
});

test("names are Azure's", () => {
  expect(answerTo("MaintenanceConfiguration", { configName: "nightly" })).toEqual(["InvalidParameter", "configName"]);
});

test("a schedule of upgrades needs a window, AKS's own releases hours of a week", () => {
  const without = { maintenanceWindow: undefined as never };
  expect(answerTo("MaintenanceConfiguration", without)).toEqual(["InvalidParameter", "maintenanceWindow"]);
  const slots = (hourSlots: number[], day = "Monday") =>
    answerTo("MaintenanceConfiguration", { ...without, configName: "default", timeInWeek: [{ day, hourSlots }] })[0];
  expect(slots([22, 23])).toBe("taken");
  expect(slots([24])).toBe("InvalidParameter");
  expect(slots([])).toBe("InvalidParameter");
  expect(slots([1], "Someday")).toBe("InvalidParameter");
});

test("a window is a cluster's", () => {
  expect(answerTo("MaintenanceConfiguration", {}, stateWith("ResourceGroup"))[0]).toBe("ParentResourceNotFound");
});
