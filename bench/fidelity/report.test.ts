import type { Comparison } from "./compare";
import { markdown, remarks, textTable } from "./report";

const comparison: Comparison = {
  id: "jobs/worker",
  syncs: 40,
  syncSeconds: { mean: 15.01, longest: 15.4 },
  sameReplicas: 39,
  sameReasons: 38,
  differences: [
    {
      t: 35,
      real: { currentReplicas: 1, desiredReplicas: 3, reasons: "a b c" },
      simulated: { desiredReplicas: 4, reasons: "a b d" },
    },
  ],
  alone: {
    realSteps: 3,
    simulatedSteps: 2,
    pairs: [
      { t: 10, from: 1, to: 4, offset: 1 },
      { t: 25, from: 4, to: 8, offset: -0.5 },
    ],
    largestDifference: 4,
    secondsApart: 16.04,
  },
};

test("the table says how many syncs were other, and how far the courses were apart", () => {
  const [, row] = textTable([comparison]).split("\n");
  expect(row!.split(/ {2,}/)).toEqual([
    "jobs/worker",
    "40",
    "1",
    "2",
    "3, 2",
    "2",
    "4 pods",
    "16.0 s",
    "−0.5 to +1.0 s",
  ]);
});

test("without a step there is no offset", () => {
  const still = { ...comparison, alone: { ...comparison.alone, pairs: [] } };
  expect(textTable([still])).toMatch(/ -$/);
});

test("no difference is left out", () => {
  expect(remarks([comparison])).toEqual([
    "jobs/worker: a sync every 15.01 s on average, 15.4 s at most.",
    "jobs/worker at 35.0 s: 1 → 3 (a b c), the simulator → 4 (a b d).",
    "jobs/worker: alone, 1 real and 0 simulated steps have no counterpart.",
  ]);
});

test("the page says when, for how long and against what", () => {
  const page = markdown({ stack: "dev", epoch: 0, seconds: 675, kubernetes: "v1.36.3", workloads: [] }, [comparison]);
  expect(page).toContain("1970-01-01T00:00:00.000Z, 11.3 minutes, Kubernetes v1.36.3, stack dev.");
  expect(page).toContain("| jobs/worker | 25.0 | 4 → 8 | −0.5 |");
});
