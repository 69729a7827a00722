/**
 * Records what the charts of prod's golden Plan render, for tests/rendered-charts.test.ts: `npx tsx tests/charts/record.ts`. It needs Helm, and takes
 * each chart from its repository; `CHARTS=FOLDER` names a folder with the charts unpacked, each under its name.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { JsonObject, Plan } from "@breakwater/plan-views";
import { parseAllDocuments } from "yaml";
import { digestOf, factsOf, type Release, releasesIn, type RenderedChart } from "./facts";

/** As AKS runs it (docs/azure.md). */
const kubernetesVersion = "1.36.0";

const plan = JSON.parse(readFileSync(join(__dirname, "../golden/prod.json"), "utf8")) as Plan;
const scratch = mkdtempSync(join(tmpdir(), "breakwater-charts-"));
try {
  for (const release of releasesIn(plan)) {
    const { chart, version, values } = release;
    const rendered: RenderedChart = {
      chart,
      version,
      valuesDigest: digestOf(values),
      objects: factsOf(render(release)),
    };
    writeFileSync(join(__dirname, "recorded", `${release.name}.json`), `${JSON.stringify(rendered, null, 1)}\n`);
    console.log(`${release.name}: ${rendered.objects.length} objects`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}

function render({ name, chart, version, namespace, values, repositoryOpts }: Release): JsonObject[] {
  const file = join(scratch, "values.json");
  writeFileSync(file, JSON.stringify(values));
  const from =
    process.env.CHARTS === undefined
      ? [chart, "--version", version, ...(repositoryOpts ? ["--repo", repositoryOpts.repo] : [])]
      : [join(process.env.CHARTS, basename(chart))];
  const options = ["--namespace", namespace, "--kube-version", kubernetesVersion, "--values", file];
  const text = execFileSync(process.env.HELM ?? "helm", ["template", name, ...from, ...options], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  return parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as JsonObject | null;
    return object === null ? [] : [object];
  });
}
