import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { conditionsText, firstDifference, replay } from "../twin/surge/control/replay/replay";
import { readVector } from "../twin/surge/control/replay/vector";

/** Runs recorded from Kubernetes' own HPA controller; another folder of the same kind may be named by `HPA_VECTORS`. */
const folders = process.env.HPA_VECTORS
  ? [resolve(process.env.HPA_VECTORS)]
  : ["hpa", "hpa-random"].map((name) => join(__dirname, "vectors", name));
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file): [name: string, path: string] => [basename(file), join(folder, file)]),
);

const load = (path: string) => readVector(JSON.parse(readFileSync(path, "utf8")), path);

test("there are vectors to hold the autoscaler against", () => {
  expect(files.length).toBeGreaterThan(0);
});

test.each(files)("%s: every sync decides as Kubernetes did", (_name, path) => {
  const vector = load(path);
  const syncs = replay(vector);
  expect(vector.expected).toBeDefined();
  expect(firstDifference(syncs, vector)).toBeUndefined();
  expect(syncs).toHaveLength(vector.expected!.length);
});

test.each(files)("%s: the plant's pods are ready, and the conditions read, as recorded", (_name, path) => {
  const vector = load(path);
  let conditions = "";
  const expected = vector.expected!.map((sync) => {
    // A vector leaves them out where they are the same as before.
    conditions = sync.conditions ?? conditions;
    return { t: sync.t, currentReplicas: sync.currentReplicas, readyReplicas: sync.readyReplicas, conditions };
  });
  const replayed = replay(vector).map((sync) => ({
    t: sync.t,
    currentReplicas: sync.currentReplicas,
    readyReplicas: sync.readyReplicas,
    conditions: conditionsText(sync.conditions),
  }));
  expect(replayed).toEqual(expected);
});
