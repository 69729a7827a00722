import pc from "picocolors";
import { addonsText } from "./addons-text";

describe("addonsText", () => {
  const colors = pc.createColors(false);
  const now = new Date("2026-01-01T00:00:10Z");

  test("says nothing where nothing runs beside the control plane", () =>
    expect(addonsText([], undefined, colors)).toBe(""));

  test("tells real from simulated, what is missing, and what the autoscaler is about", () => {
    const record = {
      booting: [{ pool: "gpu1", name: "n", pods: ["a/b"], readyAt: "2026-01-01T00:00:14Z" }],
      refusals: [{ pod: "a/c", reason: "gpu1 has its 2" }],
      events: [{ at: "2026-01-01T00:00:04Z", text: "pool gpu1 gets a node" }],
    };
    const addons = [
      { name: "KEDA", nature: "real" as const, daemons: ["keda-operator"] },
      { name: "Redis", nature: "real" as const, daemons: [], lack: "there is none" },
      { name: "Cluster Autoscaler", nature: "simulated" as const, daemons: [] },
    ];
    expect(addonsText(addons, record, colors, now).split("\n")).toEqual([
      "beside the control plane",
      "├─ KEDA  real",
      "├─ Redis  does not run: there is none",
      "├─ Cluster Autoscaler  simulated",
      "├─ pool gpu1: a node in 4 s, for 1 pod",
      "├─ no node for a/c: gpu1 has its 2",
      expect.stringMatching(/^└─ \d\d:\d\d:04 {2}pool gpu1 gets a node$/),
    ]);
  });
});
