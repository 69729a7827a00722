import { readFileSync } from "node:fs";
import { join } from "node:path";
import { autoscalerOf, isTimeZone, type Properties } from "@breakwater/plan-views";
import { scaledObject } from "../../testing/autoscalers";
import { judged } from "../../testing/judged";
import { resource } from "../../testing/resources";
import { autoscalingBoundsValid } from "./autoscaling-bounds-valid";
import { autoscalingTriggersValid } from "./autoscaling-triggers-valid";
import { isSchedule } from "./keda-spec";

const recorded = <Vector>(name: string): Vector[] =>
  readFileSync(join(__dirname, "../../testing/keda", name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Vector);

interface SpecVector {
  spec: Properties;
  /** What KEDA says against them; empty where it takes them. */
  counts: string;
  fallback: string;
  triggers: string;
}

/** What the rules say beyond KEDA's code: its documentation, and its webhook. */
const beyond = /KEDA supports 0 alone|by which nothing scales to zero/;

test("counts, fallback and triggers are found wrong where KEDA refuses them, and nowhere else", () => {
  const vectors = recorded<SpecVector>("specs.jsonl");
  const verdicts = vectors.map(({ spec }) => {
    const object = resource("kubernetes:keda.sh/v1alpha1:ScaledObject", "shop", {
      metadata: { name: "shop", namespace: "production" },
      spec,
    });
    const counts = judged(autoscalingBoundsValid, [object]).filter((message) => !beyond.test(message));
    const others = judged(autoscalingTriggersValid, [object]);
    const fallback = others.filter((message) => message.includes("fallback"));
    return { counts: counts.length > 0, fallback: fallback.length > 0, triggers: others.length > fallback.length };
  });
  const refused = vectors.map(({ counts, fallback, triggers }) => ({
    counts: counts !== "",
    // That none of the triggers has a fallback is not said where there is no trigger.
    fallback: fallback !== "" && !(fallback.startsWith("at least one trigger") && triggers.startsWith("no triggers")),
    triggers: triggers !== "",
  }));
  const wrong = vectors.filter((_vector, at) => JSON.stringify(verdicts[at]) !== JSON.stringify(refused[at]));
  expect(wrong).toEqual([]);
  expect(refused.filter(({ counts }) => counts).length).toBeGreaterThan(100);
  const taken = refused.filter((each) => !Object.values(each).includes(true));
  expect(taken.length).toBeGreaterThan(50);
});

test("schedules and zones are those that KEDA takes", () => {
  const vectors = recorded<{ kind: "schedule" | "zone"; text: string; taken: boolean }>("schedules.jsonl");
  const takes = { schedule: isSchedule, zone: isTimeZone };
  expect(vectors.filter(({ kind, text, taken }) => takes[kind](text) !== taken)).toEqual([]);
  expect(vectors.filter(({ taken }) => taken).length).toBeGreaterThan(100);
});

interface PauseVector {
  annotations: Record<string, string>;
  all: boolean;
  growing: boolean;
  shrinking: boolean;
  replicas?: number;
}

test("annotations pause what they pause in KEDA", () => {
  const wrong = recorded<PauseVector>("pauses.jsonl").filter(({ annotations, all, growing, shrinking, replicas }) => {
    const pause = autoscalerOf(scaledObject({}, "shop", { annotations }))!.pause;
    const stops = all ? "all" : growing ? "growing" : shrinking ? "shrinking" : undefined;
    return pause?.stops !== stops || (all && pause?.replicas !== replicas);
  });
  expect(wrong).toEqual([]);
});
