import * as pulumi from "@pulumi/pulumi";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import { ArgumentCheck, matching, oneOf } from "../validation";
import { dnsLabel } from "./rules";

/** What `PodSecurityNamespace` takes. */
export interface PodSecurityNamespaceArgs {
  /** Name of the namespace. Default: the resource's own name. */
  namespaceName?: pulumi.Input<string>;
  /** Pod Security level: pods that break it are refused. */
  level: pulumi.Input<"privileged" | "baseline" | "restricted">;
  /**
   * Kubernetes version whose rules are enforced, `v1.35` or `latest`. Default: `latest`. With a version, an upgrade of the
   * cluster refuses nothing that ran before; the audit log and the warnings already follow the newest rules.
   */
  version?: pulumi.Input<string>;
}

/** A namespace whose pods are held to a Pod Security level by the API server itself. */
export class PodSecurityNamespace extends pulumi.ComponentResource {
  /** Name of the namespace, known once it exists. */
  public readonly namespaceName: pulumi.Output<string>;

  constructor(name: string, args: PodSecurityNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:PodSecurityNamespace", name, args, opts);
    const check = new ArgumentCheck("PodSecurityNamespace", name);
    const namespaceName = check.input("namespaceName", args.namespaceName ?? name, dnsLabel);
    const level = check.input("level", args.level, oneOf("privileged", "baseline", "restricted"));
    const version = check.input("version", args.version ?? "latest", kubernetesVersion);
    check.throwProblems();

    const namespace = new Namespace(
      name,
      {
        metadata: {
          name: namespaceName,
          labels: {
            "app.kubernetes.io/part-of": "breakwater",
            "pod-security.kubernetes.io/enforce": level,
            "pod-security.kubernetes.io/enforce-version": version,
            "pod-security.kubernetes.io/audit": level,
            "pod-security.kubernetes.io/audit-version": "latest",
            "pod-security.kubernetes.io/warn": level,
            "pod-security.kubernetes.io/warn-version": "latest",
          },
        },
      },
      pulumi.mergeOptions(opts, { parent: this }),
    );

    this.namespaceName = namespace.metadata.name;
    this.registerOutputs({ namespaceName: this.namespaceName });
  }
}

const kubernetesVersion = matching(/^(latest|v1\.\d{1,3})$/, "latest or a minor version such as v1.35");
