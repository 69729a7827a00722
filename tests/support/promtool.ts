import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { promtoolBuild } from "../../twin/addons/prometheus/programs";
import { areBuilt, builtProgram } from "../../twin/controlplane";
import type { RuleGroup } from "../../components/kubernetes/monitoring/rules/rule-group";

/** Prometheus' own tool: the one that `BREAKWATER_PROMTOOL` names, else ours at the version of the platform's chart, else one on the PATH. */
const promtool =
  process.env.BREAKWATER_PROMTOOL ?? (areBuilt(promtoolBuild) ? builtProgram(promtoolBuild, "promtool") : "promtool");

/** Why it cannot be asked; nothing where it is there. */
export const promtoolLack = (): string | undefined =>
  spawnSync(promtool, ["--version"]).status === 0
    ? undefined
    : "there is no promtool here: `node tests/run-all.mjs rooms` builds it, or BREAKWATER_PROMTOOL=<its path>";

/** What an alert is tested with: series over time in Prometheus' notation (`0+1x60`), and what fires when. */
export interface AlertTest {
  name: string;
  /** Series by their text; a sample every `interval`. */
  series: Record<string, string>;
  /** Time between two samples. Default: 1m. */
  interval?: string;
  alerts: {
    at: string;
    alert: string;
    /** Labels of what fires, without `severity`, which the rule gives. Empty: nothing fires. */
    firing: Record<string, string>[];
  }[];
}

/** Lets promtool judge the rules' syntax, or one test of them; the report of what is wrong, or nothing. */
export function judge(groups: readonly RuleGroup[], test?: AlertTest): string {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-rules-"));
  try {
    if (test === undefined) {
      writeFileSync(join(folder, "rules.yaml"), stringify({ groups }));
      return run(folder, ["check", "rules", "rules.yaml"]);
    }
    // promtool would have every text spelt out beside every alert; that texts can be filled in, the check above says.
    writeFileSync(join(folder, "rules.yaml"), stringify({ groups: groups.map(withoutTexts) }));
    writeFileSync(join(folder, "test.yaml"), stringify(testFile(groups, test)));
    return run(folder, ["test", "rules", "test.yaml"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const withoutTexts = ({ name, rules }: RuleGroup): object => ({
  name,
  rules: rules.map((rule) => ({ ...rule, annotations: undefined })),
});

function run(cwd: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(promtool, args, { cwd, encoding: "utf8" });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

function testFile(groups: readonly RuleGroup[], { series, interval = "1m", alerts }: AlertTest): object {
  return {
    rule_files: ["rules.yaml"],
    evaluation_interval: "1m",
    tests: [
      {
        interval,
        input_series: Object.entries(series).map(([text, values]) => ({ series: text, values })),
        alert_rule_test: alerts.map(({ at, alert, firing }) => ({
          eval_time: at,
          alertname: alert,
          exp_alerts: firing.map((labels) => expectedAlert(groups, alert, labels)),
        })),
      },
    ],
  };
}

/** promtool compares all labels. Where an alert has several severities, the test says which. */
function expectedAlert(groups: readonly RuleGroup[], name: string, labels: Record<string, string>): object {
  const rules = groups.flatMap((group) => group.rules).filter((rule) => "alert" in rule && rule.alert === name);
  const severity = labels.severity ?? (rules[0] as { labels: { severity: string } }).labels.severity;
  return { exp_labels: { severity, ...labels } };
}
