import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { vmSize } from "../../azure/formats";
import { ArgumentCheck } from "../../validation";
import { labelsOf } from "../conventions";
import { dnsLabel } from "../rules";
import { allDashboards } from "./dashboards";
import { grafanaModel } from "./dashboards/dashboard";

/** What `Dashboards` takes. */
export interface DashboardsArgs {
  /** Namespace of the ConfigMaps. */
  namespace: pulumi.Input<string>;
  /** Namespace of `ai-service` and `agent-worker`. Plain, because it becomes part of queries. */
  appNamespace: string;
  /** Namespace of `vllm`. Default: `models`. */
  modelsNamespace?: string;
  /** VM size of the CPU pool, for example `Standard_D8s_v5`. Where its price is not known, the dashboard of cost asks for it. */
  cpuVmSize: string;
  /** VM size of the GPU pools, likewise. */
  gpuVmSize: string;
}

/** Grafana's dashboards of the platform, one ConfigMap each, which Grafana's sidecar finds by their label. */
export class Dashboards extends pulumi.ComponentResource {
  /** Path of each dashboard in Grafana, by its title. */
  public readonly paths: Record<string, string>;

  constructor(name: string, args: DashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:Dashboards", name, args, opts);
    const check = new ArgumentCheck("Dashboards", name);
    const { appNamespace, modelsNamespace = "models", cpuVmSize, gpuVmSize } = args;
    check.input("appNamespace", appNamespace, dnsLabel);
    check.input("modelsNamespace", modelsNamespace, dnsLabel);
    check.input("cpuVmSize", cpuVmSize, vmSize);
    check.input("gpuVmSize", gpuVmSize, vmSize);
    const namespace = check.input("namespace", args.namespace, dnsLabel);
    check.throwProblems();

    const dashboards = allDashboards(appNamespace, modelsNamespace, { cpu: cpuVmSize, gpu: gpuVmSize });
    for (const dashboard of dashboards) {
      const { uid } = dashboard;
      new ConfigMap(
        uid,
        {
          metadata: { name: uid, namespace, labels: { ...labelsOf(name), grafana_dashboard: "1" } },
          data: { [`${uid}.json`]: JSON.stringify(grafanaModel(dashboard)) },
        },
        pulumi.mergeOptions(opts, { parent: this }),
      );
    }

    this.paths = Object.fromEntries(dashboards.map(({ title, uid }) => [title, `/d/${uid}`]));
    this.registerOutputs({ paths: this.paths });
  }
}
