import { markdown, verdict, type Report } from "./report";

const report: Report = {
  startedAt: "2026-03-01T10:00:00.000Z",
  quick: false,
  machine: {
    processor: "A processor",
    cores: 2,
    memoryGigabytes: 8,
    system: "Linux 6",
    node: "20.0.0",
    python: "3.11.0",
    pinning: "none: taskset is missing",
    niceness: 0,
    loadBefore: 0.1,
  },
  systems: [
    { name: "Breakwater", version: "1", commandLine: "node dist/main.js" },
    { name: "Peer", version: "", commandLine: "peer", missing: "pip could not install it" },
  ],
  scenarios: [
    {
      name: "throughput",
      title: "Throughput",
      rows: [
        { figure: "answers/s", target: "≥ 3,000", values: { Breakwater: "2,000" }, met: false },
        { figure: "memory", target: "≤ 200 MB", values: { Breakwater: "90.0 MB" }, met: true },
        { figure: "rate", target: "", values: { Breakwater: "500" } },
      ],
      notes: ["A note."],
      runs: [],
    },
  ],
};

test("a table has a column for every system, and says what was missed and why a peer is missing", () => {
  expect(markdown(report).split("\n").slice(2)).toEqual([
    "| system | versions | command line |",
    "| --- | --- | --- |",
    "| Breakwater | 1 | `node dist/main.js` |",
    "| Peer | missing: pip could not install it | `peer` |",
    "",
    "**Throughput**",
    "",
    "| figure | target | Breakwater | Peer | reached |",
    "| --- | --- | --- | --- | --- |",
    "| answers/s | ≥ 3,000 | 2,000 |  | **no** |",
    "| memory | ≤ 200 MB | 90.0 MB |  | yes |",
    "| rate |  | 500 |  |  |",
    "",
    "A note.",
  ]);
});

test("only figures with a target are judged", () => {
  expect(verdict(report)).toEqual({ reached: 1, missed: [report.scenarios[0]!.rows[0]] });
});
