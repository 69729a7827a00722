import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck } from "../validation";
import { chartRelease } from "./chart-release";
import type { Chart } from "./charts";
import type { DeepInput } from "./custom-resource";
import { dnsLabel } from "./rules";

/** What a component that is one release of a chart says of itself. */
export interface ChartFrame<Values extends object> {
  /** Name of the component's class, by which its type and its errors call it. */
  component: string;
  chart: Chart;
  /**
   * What differs from the chart's own values. Arguments are to go through `check`: what is wrong with them is one error, with what
   * is wrong with name and namespace, before anything of the chart is registered.
   *
   * @param namespace the release's, checked
   */
  values: (check: ArgumentCheck, namespace: pulumi.Input<string>) => DeepInput<Values>;
}

/** A third-party chart as a component: one release, called as the component, in a namespace that must be there. */
export abstract class ChartComponent<Values extends object> extends pulumi.ComponentResource {
  /** Version of the chart, which is also that of the software. */
  public readonly version: pulumi.Output<string>;

  constructor(
    name: string,
    args: { namespace: pulumi.Input<string> },
    opts: pulumi.ComponentResourceOptions | undefined,
    { component, chart, values }: ChartFrame<Values>,
  ) {
    super(`breakwater:kubernetes:${component}`, name, args, opts);
    const check = new ArgumentCheck(component, name);
    check.input("name", name, dnsLabel);
    const namespace = check.input("namespace", args.namespace, dnsLabel);
    const validValues = values(check, namespace);
    check.throwProblems();

    const release = chartRelease(
      name,
      chart,
      { namespace, values: validValues },
      pulumi.mergeOptions(opts, { parent: this }),
    );

    this.version = release.version;
    this.registerOutputs({ version: this.version });
  }
}
