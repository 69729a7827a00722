import * as fc from "fast-check";
import { hourSlots, type MaintenanceWindow } from "./maintenance";
import { register } from "../../tests/support/aks-cluster";

const window = "azure-native:containerservice:MaintenanceConfiguration";
const maintenance: MaintenanceWindow = { day: "Tuesday", startHour: 17, hours: 6 };

test("releases, versions and images of nodes wait for the window, one made after the other", async () => {
  expect.assertions(4);
  const { listed, resource } = await register({ maintenance });
  expect(listed.filter((name) => name.startsWith("Maintenance"))).toEqual([
    "MaintenanceConfiguration aks-images",
    "MaintenanceConfiguration aks-releases",
    "MaintenanceConfiguration aks-versions",
  ]);
  expect(resource(window, "aks-releases").inputs).toMatchObject({
    configName: "default",
    timeInWeek: [{ day: "Tuesday", hourSlots: [17, 18, 19, 20, 21, 22] }],
  });
  const { inputs, options } = resource(window, "aks-images");
  expect(inputs).toMatchObject({
    configName: "aksManagedNodeOSUpgradeSchedule",
    maintenanceWindow: {
      schedule: { weekly: { dayOfWeek: "Tuesday", intervalWeeks: 1 } },
      startTime: "17:00",
      utcOffset: "+00:00",
      durationHours: 6,
    },
  });
  expect(options.dependencies).toContain("aks-versions");
});

test("without a window AKS chooses", async () => {
  expect.assertions(1);
  expect((await register()).listed.filter((name) => name.startsWith("Maintenance"))).toEqual([]);
});

test("a window over midnight ends on the next day, also on Sunday", () => {
  expect(hourSlots({ day: "Sunday", startHour: 22, hours: 4 })).toEqual([
    { day: "Sunday", hourSlots: [22, 23] },
    { day: "Monday", hourSlots: [0, 1] },
  ]);
});

test("a window has as many slots as hours, each an hour of a day", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 4, max: 24 }), (startHour, hours) => {
      const slots = hourSlots({ day: "Friday", startHour, hours });
      expect(slots.flatMap(({ hourSlots: some }) => some)).toHaveLength(hours);
      for (const { hourSlots: some } of slots) {
        expect(some.length).toBeGreaterThan(0);
        expect(some.every((hour) => hour >= 0 && hour <= 23)).toBe(true);
      }
    }),
  );
});
