import * as pulumi from "@pulumi/pulumi";
import * as monitor from "@pulumi/azure-native/monitor";
import { ArgumentCheck, oneOf } from "../validation";
import { categoriesOf, diagnosticCategories, type DiagnosticKind } from "./diagnostic-categories";

/** What `Diagnostics` takes. */
export interface DiagnosticsArgs {
  /** Azure id of the resource whose logs are wanted. */
  targetId: pulumi.Input<string>;
  /** What the resource is. It decides which logs there are. */
  kind: DiagnosticKind;
  /** Azure id of the Log Analytics workspace that takes them. */
  workspaceId: pulumi.Input<string>;
}

/** The logs of one resource, on their way to a workspace: without this Azure throws them away. */
export class Diagnostics extends pulumi.ComponentResource {
  /** Azure id of the diagnostic setting. */
  public readonly id: pulumi.Output<string>;

  constructor(name: string, args: DiagnosticsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:Diagnostics", name, args, opts);
    const check = new ArgumentCheck("Diagnostics", name);
    check.input("kind", args.kind, oneOf(...(Object.keys(diagnosticCategories) as DiagnosticKind[])));
    check.throwProblems();
    const { logs, metrics, ownTables } = categoriesOf(args.kind);

    const setting = new monitor.DiagnosticSetting(
      name,
      {
        resourceUri: args.targetId,
        name: "breakwater",
        workspaceId: args.workspaceId,
        logs: logs?.map((category) => ({ category, enabled: true })),
        metrics: metrics && [{ category: "AllMetrics", enabled: true }],
        // Only where there is a choice: elsewhere Azure forgets the value, which then looks like a change.
        logAnalyticsDestinationType: ownTables && "Dedicated",
      },
      pulumi.mergeOptions(opts, { parent: this }),
    );

    this.id = setting.id;
    this.registerOutputs({ id: this.id });
  }
}
