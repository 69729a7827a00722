import pc from "picocolors";
import { commentMark, diffMarkdown } from "../twin/diff/markdown";
import { breaksAPromise, stackDiff } from "../twin/diff/stack-diff";
import { diffText } from "../twin/diff/text";
import { goldenPlan, prodWith, resourceOf } from "./support/surge";

const plain = pc.createColors(false);

/** What a change of prod's golden Plan does: findings, cost, the comment. A surge is simulated for each side. */
describe("a change of prod", () => {
  const golden = goldenPlan("prod");
  const untainted = prodWith((head) => (resourceOf(head, "AgentPool", "gpu-z1").inputs.nodeTaints = []));
  const larger = prodWith((head) =>
    Object.assign(resourceOf(head, "AgentPool", "cpu").inputs, { minCount: 4, count: 4 }),
  );
  const enlarged = stackDiff(golden, larger);

  test("shows a promise that it breaks, and one that it mends", () => {
    const breaks = stackDiff(golden, untainted);
    expect(breaks.findings.appeared.map(({ rule }) => rule)).toEqual(["gpu-pool-tainted"]);
    expect(breaksAPromise(breaks)).toBe(true);
    expect(diffText(breaks, plain)).toMatch(
      /Findings that are new\n {2}gpu-pool-tainted \(mandatory\): Node pool "gpu1z1"/,
    );

    const mends = stackDiff(untainted, golden);
    expect(mends.findings).toMatchObject({ appeared: [], gone: [{ rule: "gpu-pool-tainted" }] });
    expect(breaksAPromise(mends)).toBe(false);
  });

  test("judges both sides by the levels, thresholds and exemptions that it is given", () => {
    const configs = new Map([["gpu-pool-tainted", { level: "advisory" as const, settings: {} }]]);
    const eased = stackDiff(golden, untainted, configs);
    expect(eased.findings.appeared).toMatchObject([{ rule: "gpu-pool-tainted", level: "advisory" }]);
    expect(breaksAPromise(eased)).toBe(false);
    const off = new Map([["gpu-pool-tainted", { level: "disabled" as const, settings: {} }]]);
    expect(stackDiff(untainted, golden, off).findings).toMatchObject({ appeared: [], gone: [] });
  });

  test("says which rules cannot judge after a change", () => {
    const unsurged = prodWith(({ outputs }) => delete outputs["surge"]);
    const diff = stackDiff(golden, unsurged);
    expect(diff.silenced).toEqual([{ rule: "surge-feasibility", reason: "the stack has no output `surge`" }]);
    expect(diffText(diff, plain)).toContain(
      "Rules that can no longer judge\n  surge-feasibility: the stack has no output",
    );
    expect(diffMarkdown("main", "HEAD", [diff])).toContain(
      "**Can no longer judge**\n\n- `surge-feasibility`: the stack",
    );
    expect(enlarged.silenced).toEqual([]);
  });

  test("shows what it costs", () => {
    const { costs } = enlarged;
    const [idle] = costs;
    // Two further D8s_v5 nodes, their disks, and Defender for their vCPUs.
    expect(idle!.after - idle!.before).toBeCloseTo(2 * (0.384 * 730 + 38.01 + 8 * 6.87), 0);
  });

  test("says nothing of money where none changes, and draws it where some does", () => {
    expect(diffMarkdown("main", "HEAD", [stackDiff(golden, golden)])).not.toContain("mermaid");
    expect(diffMarkdown("main", "HEAD", [enlarged])).toContain("xychart-beta");
  });

  test("keeps a comment under GitHub's limit, whatever changes", () => {
    const huge = prodWith(({ resources }) => {
      for (const resource of resources)
        resource.inputs = {
          ...resource.inputs,
          note: "x".repeat(5000),
          ...Object.fromEntries([...Array(200).keys()].map((n) => [`p${n}`, n])),
        };
    });
    const diff = stackDiff(golden, huge);
    const text = diffMarkdown("main", "HEAD", [diff, diff]);
    expect(text.length).toBeLessThanOrEqual(65_000);
    expect(text.startsWith(commentMark)).toBe(true);
  });
});
