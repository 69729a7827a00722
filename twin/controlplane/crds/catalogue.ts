/** A kind of custom resource. */
export interface CustomKind {
  /** API group, for example `keda.sh`. */
  group: string;
  kind: string;
}

/** Where a Go module keeps the definitions of custom resources. */
export interface DefinitionSource {
  /** Path of the module; go.mod has its version. */
  module: string;
  /** Folder in it, with YAML files of one or more documents. */
  folder: string;
  groups: readonly string[];
  /** Whether all of its kinds are applied as soon as one is used. Default: only those that are used, which takes less time and memory. */
  whole?: boolean;
}

/** The services of the platform whose custom resources the program may declare. */
export const sources: readonly DefinitionSource[] = [
  // The operator watches each of its kinds and does not start before all are served.
  {
    module: "github.com/kedacore/keda/v2",
    folder: "config/crd/bases",
    groups: ["keda.sh", "eventing.keda.sh"],
    whole: true,
  },
  {
    module: "github.com/prometheus-operator/prometheus-operator",
    folder: "example/prometheus-operator-crd",
    groups: ["monitoring.coreos.com"],
  },
  { module: "sigs.k8s.io/gateway-api", folder: "config/crd/standard", groups: ["gateway.networking.k8s.io"] },
  {
    module: "github.com/envoyproxy/gateway",
    folder: "charts/gateway-crds-helm/templates/generated",
    groups: ["gateway.envoyproxy.io"],
  },
  {
    module: "github.com/cert-manager/cert-manager",
    folder: "deploy/crds",
    groups: ["cert-manager.io", "acme.cert-manager.io"],
  },
  {
    module: "github.com/external-secrets/external-secrets",
    folder: "config/crds/bases",
    groups: ["external-secrets.io", "generators.external-secrets.io"],
  },
  // AKS installs them with its managed add-on.
  { module: "k8s.io/autoscaler/vertical-pod-autoscaler", folder: "deploy", groups: ["autoscaling.k8s.io"] },
];

/** API groups of their custom resources. */
export const customGroups: ReadonlySet<string> = new Set(sources.flatMap(({ groups }) => groups));

/** What has to be applied so that these kinds are served, by source. Kinds that no source has are left out. */
export function neededOf(used: readonly CustomKind[]): { source: DefinitionSource; kinds: CustomKind[] | "all" }[] {
  return sources.flatMap((source) => {
    const kinds = used.filter(({ group }) => source.groups.includes(group));
    return kinds.length === 0 ? [] : [{ source, kinds: source.whole ? "all" : kinds }];
  });
}
