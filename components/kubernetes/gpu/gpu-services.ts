import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck } from "../../validation";
import { chartRelease } from "../chart-release";
import { charts } from "../charts";
import { dnsLabel } from "../rules";
import { dcgmExporterValues, devicePluginValues } from "./gpu-services-values";

/** What `GpuServices` takes. */
export interface GpuServicesArgs {
  /**
   * Namespace, which must be there at the Pod Security level `privileged`: the device plugin speaks with the kubelet through a
   * folder of the node, and DCGM profiles with `SYS_ADMIN`.
   */
  namespace: pulumi.Input<string>;
  /** Whether the GPU pool has spot nodes, which Azure taints by itself. Default: false. */
  spotNodes?: boolean;
}

/**
 * What a GPU node needs beside its driver, which AKS installs: NVIDIA's device plugin, which makes the GPU a resource that pods ask
 * for, and the DCGM exporter, which measures it. A pod of each on every node of the GPU pool and nowhere else. AKS would manage
 * both on managed GPU nodes, which exclude the Cluster Autoscaler.
 */
export class GpuServices extends pulumi.ComponentResource {
  /** Versions of the charts. */
  public readonly versions: pulumi.Output<{ devicePlugin: string; dcgmExporter: string }>;

  constructor(name: string, args: GpuServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:GpuServices", name, args, opts);
    const check = new ArgumentCheck("GpuServices", name);
    const namespace = check.input("namespace", args.namespace, dnsLabel);
    check.throwProblems();
    const spotNodes = args.spotNodes ?? false;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const devicePlugin = chartRelease(
      "nvidia-device-plugin",
      charts.nvidiaDevicePlugin,
      { namespace, values: devicePluginValues(spotNodes) },
      childOptions,
    );
    const dcgmExporter = chartRelease(
      "dcgm-exporter",
      charts.dcgmExporter,
      { namespace, values: dcgmExporterValues(spotNodes) },
      childOptions,
    );

    this.versions = pulumi.output({ devicePlugin: devicePlugin.version, dcgmExporter: dcgmExporter.version });
    this.registerOutputs({ versions: this.versions });
  }
}
