import { Reader } from "./read";
import { isType, type Properties, type Resource } from "./resource";

/** A chart that the program installs, by Helm (`Release`) or object by object (`Chart`). Each property is read when asked for. */
export interface ChartRelease {
  readonly resource: Resource;
  readonly kind: "Release" | "Chart";
  /** Name of the chart, without its repository: `nvidia-device-plugin`. */
  readonly chart: string;
  /** Absent where Helm takes the newest. */
  readonly version: string | undefined;
  /** Namespace that it goes to. Default: `default` */
  readonly namespace: string;
  readonly values: Properties;
}

/** The charts that a stack installs, in the order of the resources. */
export const releasesOf = (resources: readonly Resource[]): ChartRelease[] =>
  resources.flatMap((resource) => {
    const kind = releaseKind(resource);
    return kind === undefined ? [] : [new ReleaseOfHelm(resource, kind)];
  });

/** How a resource installs a chart; `undefined` for one that does not. */
export function releaseKind(resource: Pick<Resource, "type">): ChartRelease["kind"] | undefined {
  if (isType(resource, "kubernetes:helm.sh:Release")) return "Release";
  return isType(resource, "kubernetes:helm.sh:Chart") ? "Chart" : undefined;
}

class ReleaseOfHelm implements ChartRelease {
  private readonly read: Reader;

  constructor(
    readonly resource: Resource,
    readonly kind: ChartRelease["kind"],
  ) {
    this.read = new Reader(`${kind} "${resource.name}"`, resource.props);
  }

  get chart(): string {
    const chart = this.read.required("chart", this.read.text("chart"), "the name of a chart");
    return chart.slice(chart.lastIndexOf("/") + 1);
  }

  get version(): string | undefined {
    return this.read.text("version");
  }

  get namespace(): string {
    return this.read.text("namespace") ?? "default";
  }

  get values(): Properties {
    return this.read.record("values") ?? {};
  }
}
