import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterLogAlerts, clusterMetricAlerts } from "../components/azure/cluster-alert-rules";
import { type AlertedKind, alertsOf, resourceAlerts } from "../components/azure/resource-alert-rules";
import { root } from "./support/breakwater";

const read = (file: string) => readFileSync(join(root, file), "utf8");
const generator = (...flags: string[]) =>
  spawnSync(process.execPath, ["scripts/component-options.mjs", ...flags], { cwd: root, encoding: "utf8" });

interface Component {
  /** File of the component, relative to the repository. */
  file: string;
  /** Name of its arguments' interface. */
  args: string;
  /** Page that is called as it. Components that are of no use alone may share one. */
  page: string;
}
const components = JSON.parse(generator("--list").stdout) as Component[];
const pages = new Map(
  readdirSync(join(root, "docs/components")).map((page) => [page, read(join("docs/components", page))]),
);

test("every component is found, in folders of their own too", () => {
  const constructed = ["azure", "kubernetes"].flatMap((room) =>
    readdirSync(join(root, "components", room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => `components/${room}/${file}`)
      .filter((file) => /^export class \w+ extends (pulumi\.ComponentResource|ChartComponent)\b/m.test(read(file))),
  );
  expect(components.map(({ file }) => file).sort()).toEqual(constructed.sort());
  expect(components.length).toBeGreaterThan(15);
});

test.each(components)(
  "$file has a page with usage, options from its own comments, and what it guards against",
  ({ file, args, page }) => {
    const marker = `<!-- options: ${file} ${args} -->`;
    const text = [...pages.values()].find((name) => name.includes(marker));
    if (text === undefined) {
      throw new Error(
        `no page has the options of ${file}: put "${marker}", "<!-- /options -->" into ${page}, then npm run docs`,
      );
    }
    for (const part of ["## Usage", "## Options", "## Guards against"]) expect(text).toContain(part);
  },
);

test("the tables of options are those of the code", () => {
  const { status, stderr } = generator("--check");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

/** The rows of a page's table of alerts. */
const alertRows = (page: string) =>
  [...read(page).matchAll(/^\| (?:`(\w+)` \| )?`([\w-]+)` \| (\d) \| (.+) \|$/gm)].map((row) => row.slice(1));

test("the tables of alerts are those of the code", () => {
  expect(alertRows("docs/components/azure-cluster-alerts.md")).toEqual(
    [...clusterMetricAlerts, ...clusterLogAlerts].map(({ name, severity, description }) => [
      undefined,
      name,
      String(severity),
      description,
    ]),
  );
  expect(alertRows("docs/components/azure-resource-alerts.md")).toEqual(
    (Object.keys(resourceAlerts) as AlertedKind[]).flatMap((kind) =>
      alertsOf(kind).rules.map(({ name, severity, description }) => [kind, name, String(severity), description]),
    ),
  );
});
