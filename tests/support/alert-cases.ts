import { describeUnless } from "../../app/test/support/lacking";
import type { RuleGroup } from "../../components/kubernetes/monitoring/rules/rule-group";
import { type AlertTest, promtoolLack, judge } from "./promtool";

/** When an alert fires, and when it does not. */
export interface AlertCase {
  alert: string;
  /** Series over time, a sample a minute. */
  series: Record<string, string>;
  /** Time from the start at which it fires. */
  at: string;
  /** Labels of what fires, beside those of the rule. Default: none. */
  labels?: Record<string, string>;
  /** All that fires, where that is more than one. */
  firing?: Record<string, string>[];
  /** What must not fire: other series in the place of some, `stale` for one that is not there. */
  quiet: { why: string; series: Record<string, string>; at?: string }[];
}

/** Tests that promtool sees each alert of the group fire when it should, and stay quiet when not. Skipped without promtool. */
export function tryAlerts(group: RuleGroup, cases: AlertCase[]): void {
  const names = group.rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : []));

  test("every alert of the group is tried out", () => {
    expect(cases.map(({ alert }) => alert).sort()).toEqual([...new Set(names)].sort());
  });

  describeUnless(promtoolLack())("Prometheus' own tool", () => {
    test("finds nothing wrong with any rule", () => {
      expect(judge([group])).toBe("");
    });

    test.each(cases)("sees $alert fire", ({ alert, series, at, labels = {}, firing = [labels] }) => {
      expect(judge([group], { name: alert, series, alerts: [{ at, alert, firing }] })).toBe("");
    });

    const quiet = cases.flatMap((alertCase) => alertCase.quiet.map((other) => ({ ...other, one: alertCase })));
    test.each(quiet)("sees $one.alert quiet when $why", ({ series, at, one: alertCase }) => {
      const { alert } = alertCase;
      const known = Object.entries({ ...alertCase.series, ...series }).filter(([, values]) => values !== "stale");
      const none: AlertTest = {
        name: alert,
        series: Object.fromEntries(known),
        alerts: [{ at: at ?? alertCase.at, alert, firing: [] }],
      };
      expect(judge([group], none)).toBe("");
    });
  });
}
