import fc from "fast-check";
import type { SurgeOutcome } from "../../outcome";
import { emptyOutcome, sampleOutcome } from "../testing/outcome";
import { surgeHtml } from "./page";

/** The page's own markup, without its style, script and data. */
const markup = (page: string): string => page.replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, "");
const data = (page: string) =>
  JSON.parse(/<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(page)![1]!) as {
    end: number;
    t: number[];
    series: (number | null)[][];
  };

describe("surgeHtml", () => {
  const sample = surgeHtml(sampleOutcome());
  const day = surgeHtml(sampleOutcome({ seconds: 86_400 }));

  test("gives the same bytes for the same outcome", () => {
    expect(surgeHtml(sampleOutcome())).toBe(sample);
  });

  test("says in its title, its head, beside the verdict and at its end that it is a simulation", () => {
    expect(sample).toMatch(/<title>prod holds sale-day \(simulation\)/);
    const parts = {
      header: /<header>[\s\S]*<\/header>/,
      verdict: /<h2 id="verdict">[\s\S]*?<\/h2>/,
      footer: /<footer>[\s\S]*<\/footer>/,
    };
    for (const part of Object.values(parts)) expect(part.exec(sample)![0]).toMatch(/simulation/i);
    expect(parts.header.exec(sample)![0]).toMatch(/Nothing was deployed/);
    expect(parts.footer.exec(sample)![0]).toMatch(/Nothing was deployed/);
  });

  test("says what is broken", () => {
    const page = surgeHtml(sampleOutcome({ capacity: 9 })).replaceAll("\u00a0", " ");
    expect(page).toMatch(/It fails/);
    expect(page).toMatch(/Broken: p99 of the first token 8\.4 s, at most 2 s;/);
  });

  test("loads nothing, and forbids the browser to", () => {
    expect(sample).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"`,
    );
    expect(sample).not.toMatch(/\b(src|srcset|data|action|poster)\s*=\s*["']?(https?:)?\/\//i);
    expect(sample).not.toMatch(/url\(|@import|<link|<img|<iframe|fetch\(/i);
    // What is left are the sources of the assumptions: links that somebody may follow.
    const loose = sample.replace(/<a href="https?:[^"]*" rel="noopener noreferrer"\s*>[^<]*<\/a\s*>/g, "");
    expect(loose).not.toMatch(/https?:/);
  });

  test("has headings, tables with captions, and plots with a title and a description", () => {
    expect(sample.match(/<h1>/g)).toHaveLength(1);
    expect(sample.match(/<table/g)!.length).toBe(sample.match(/<caption/g)!.length);
    const plots = [...sample.matchAll(/<svg[^>]*role="img"[^>]*aria-labelledby="([^" ]+) ([^" ]+)"/g)];
    // Four of serving, two workloads and two pools that change, the cost, and two that compare.
    expect(plots).toHaveLength(11);
    for (const [, title, desc] of plots) {
      expect(sample).toContain(`<title id="${title}">`);
      expect(sample).toContain(`<desc id="${desc}">`);
    }
    const ids = [...sample.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has no figure that is none", () => {
    const nulls: SurgeOutcome = {
      ...sampleOutcome(),
      firstTokenSeconds: {},
      answerSeconds: { p50: 1 },
    };
    nulls.series = { ...nulls.series, firstTokenP99: nulls.series.t.map(() => null) };
    for (const page of [sample, surgeHtml(nulls), surgeHtml(emptyOutcome())]) {
      expect(markup(page)).not.toMatch(/NaN|undefined|Infinity|\[object|>null</);
    }
  });

  test("does without comparisons, pools, limits and assumptions", () => {
    const page = surgeHtml(emptyOutcome());
    expect(page).not.toMatch(/Against other configurations/);
    expect(page).toMatch(/Nothing bound/);
    expect(page).toMatch(/Nothing was promised/);
    expect(data(page).t).toEqual([]);
  });

  test("says in words that everyone was answered, and how many still wait at the end", () => {
    const sample = sampleOutcome();
    const none = sample.series.t.map(() => 0);
    const page = surgeHtml({
      ...sample,
      totals: { ...sample.totals, refused: 0, timedOut: 0, lost: 0, inside: 1 },
      series: { ...sample.series, refused: none, timedOut: none, lost: none },
    });
    expect(page).toMatch(/questions are answered, none is refused, none times out and none is lost; 1 still waits/);
    expect(page).toMatch(/Nobody was refused, gave up or was lost/);
    expect(page).not.toMatch(/plot-unanswered/);
  });

  test("folds what did not change, and limits beyond the first ten", () => {
    expect(sample).toMatch(/Did not change: production\/agent-worker \(1 replica\), pool system1 \(3 nodes\)\./);
    const binding = Array.from({ length: 14 }, (_, t) => ({ t, seconds: 60, limit: `limit ${t}` }));
    expect(surgeHtml({ ...sampleOutcome(), binding })).toMatch(/<summary>4 more<\/summary>/);
  });

  test("hands the crosshair every step of two hours, and every minute or so of a day", () => {
    const { end, t, series } = data(sample);
    expect([end, t.length]).toEqual([7200, 1440]);
    expect(new Set(series.map(({ length }) => length))).toEqual(new Set([1440]));
    expect(data(day).t.length).toBeLessThanOrEqual(1501);
    expect(data(day).t.at(-1)).toBe(86_400);
  });

  test("stays small: two hours in steps of 5 s, and a whole day", () => {
    expect(Buffer.byteLength(sample)).toBeLessThan(600_000);
    expect(Buffer.byteLength(day)).toBeLessThan(800_000);
    const lengths = [...sample.matchAll(/ d="([^"]*)"/g)].map(([, d]) => d!.match(/[ML]/g)?.length ?? 0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(600);
  });

  test("takes every name as text", () => {
    const unit = fc.constantFrom(
      ..."<>&\"'`\\/=- ab\0\n",
      "<script>alert(1)</script>",
      "</script>",
      "</style>",
      "<!--",
      "-->",
      "${x}",
      '" onload="x',
      "javascript:x",
      "https://x.y/?a='\"><b>",
    );
    const structure = (page: string) =>
      markup(page)
        .match(/<\/?[a-z0-9]+/gi)!
        .filter((tag) => !/^<\/?a$/.test(tag));
    const expected = structure(surgeHtml(named("a")));
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 6 }), (name) => {
        const page = surgeHtml(named(name));
        expect(structure(page)).toEqual(expected);
        expect(page.match(/<script/g)).toHaveLength(2);
        expect(page.match(/<\/script/g)).toHaveLength(2);
        expect(markup(page)).not.toMatch(/<[^>]* on[a-z]+="/i);
        for (const [, href] of page.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https?:\/\//);
        data(page);
      }),
      { numRuns: 30 },
    );
  });
});

/** Everything that has a name has this one. */
function named(name: string): SurgeOutcome {
  const sample = sampleOutcome({ seconds: 300 });
  const { series } = sample;
  return {
    ...sample,
    project: name,
    stack: name,
    title: name,
    traffic: { ...sample.traffic, name },
    cost: { ...sample.cost, unknown: [name] },
    promises: sample.promises.map((promise) => ({ ...promise, what: name })),
    binding: sample.binding.slice(0, 1).map((binding) => ({ ...binding, limit: name })),
    assumptions: [{ path: name, value: name, source: name }],
    series: {
      ...series,
      replicas: series.replicas.map((replica) => ({ ...replica, workload: name })),
      pools: series.pools.map((pool) => ({ ...pool, pool: name })),
    },
    comparisons: { [name]: { ...sample.comparisons.cpu!, title: name } },
  };
}
