import { verdictOn, type PolicyCase } from "./policy-case";

/** How often the pack is right about the cases of a kind. */
export interface Score {
  kind: string;
  cases: number;
  right: number;
  /** Findings that are wanted, those of them that were found, and those that nobody wanted. */
  wanted: number;
  found: number;
  unwanted: number;
}

/** Scores by kind, in the order of their names. */
export function scoresOf(cases: readonly PolicyCase[]): Score[] {
  const scores = new Map<string, Score>();
  for (const policyCase of cases) {
    const { kind } = policyCase;
    const score = scores.get(kind) ?? { kind, cases: 0, right: 0, wanted: 0, found: 0, unwanted: 0 };
    const { problems, wanted, found, unwanted } = verdictOn(policyCase);
    scores.set(kind, {
      kind,
      cases: score.cases + 1,
      right: score.right + Number(problems.length === 0),
      wanted: score.wanted + wanted,
      found: score.found + found,
      unwanted: score.unwanted + unwanted,
    });
  }
  return [...scores.values()].sort((a, b) => a.kind.localeCompare(b.kind));
}

const percent = (part: number, whole: number): string => (whole === 0 ? "–" : `${Math.floor((100 * part) / whole)} %`);

/**
 * The scores as a table in Markdown. Recall: of what must be found, what is; precision: of what is found, what must be. A kind of which nothing is
 * to be found has neither.
 */
export function scoreTable(scores: readonly Score[]): string {
  const total = scores.reduce((sum, score) => ({
    kind: "all",
    cases: sum.cases + score.cases,
    right: sum.right + score.right,
    wanted: sum.wanted + score.wanted,
    found: sum.found + score.found,
    unwanted: sum.unwanted + score.unwanted,
  }));
  const rows = [...scores, total].map(
    ({ kind, cases, right, wanted, found, unwanted }) =>
      `| ${kind} | ${cases} | ${right} | ${found} of ${wanted} | ${unwanted} | ${percent(found, wanted)} | ${percent(found, found + unwanted)} |`,
  );
  const head = [
    "| kind | cases | right | faults found | wrong findings | recall | precision |",
    "|---|---|---|---|---|---|---|",
  ];
  return [...head, ...rows].join("\n");
}
