import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPrograms } from "./policy-cases/read-programs";
import { readVectors } from "./policy-cases/read-vectors";
import { scoresOf, scoreTable } from "./policy-cases/scores";

test("docs/policies.md says how often the pack is right", () => {
  const table = scoreTable(scoresOf([...readVectors(), ...readPrograms().flatMap(({ cases }) => cases)]));
  expect(readFileSync(join(__dirname, "../docs/policies.md"), "utf8")).toContain(table);
});

test("recall and precision count what is wanted, found and not wanted", () => {
  const kinds = { kind: "a", cases: 4, right: 2, wanted: 3, found: 2, unwanted: 1 };
  const nothing = { kind: "b", cases: 1, right: 1, wanted: 0, found: 0, unwanted: 0 };
  expect(scoreTable([kinds, nothing]).split("\n").slice(2)).toEqual([
    "| a | 4 | 2 | 2 of 3 | 1 | 66 % | 66 % |",
    "| b | 1 | 1 | 0 of 0 | 0 | – | – |",
    "| all | 5 | 3 | 2 of 3 | 1 | 66 % | 66 % |",
  ]);
});
