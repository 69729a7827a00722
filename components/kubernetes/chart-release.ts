import * as pulumi from "@pulumi/pulumi";
import { Release } from "@pulumi/kubernetes/helm/v3";
import type { Chart } from "./charts";
import type { DeepInput } from "./custom-resource";

/** What a release of a chart is made of. */
export interface ChartReleaseArgs<Values extends object> {
  /** Namespace, which must be there: its Pod Security level is not the chart's to choose. */
  namespace: pulumi.Input<string>;
  /** What differs from the chart's own values. `Values` is an interface of just the keys that we set. */
  values: DeepInput<Values>;
  /** Time for everything in it to be ready, seconds. Default: 600. */
  timeoutSeconds?: number;
}

/**
 * Long enough for a first CPU node to come up and pull the images: 5 min 48 s is the worst that was measured with the Cluster
 * Autoscaler, seconds.
 */
const defaultTimeoutSeconds = 600;

/**
 * Installs a third-party chart at its pinned version, as a release called `name`. It is awaited: what depends on the release
 * needs its custom resource definitions and its webhooks.
 */
export function chartRelease<Values extends object>(
  name: string,
  { chart, version, repository }: Chart,
  { namespace, values, timeoutSeconds = defaultTimeoutSeconds }: ChartReleaseArgs<Values>,
  opts: pulumi.CustomResourceOptions,
): Release {
  return new Release(
    name,
    {
      name,
      namespace,
      chart,
      version,
      repositoryOpts: repository === undefined ? undefined : { repo: repository },
      values: values as pulumi.Input<Record<string, unknown>>,
      timeout: timeoutSeconds,
      // A failed install leaves a release that the next `up` cannot take over: "cannot re-use a name that is still in use"
      // (pulumi-kubernetes#1697). Atomic, it leaves nothing, and a failed upgrade goes back to what ran.
      atomic: true,
      // Every upgrade keeps a Secret of up to 1 MiB otherwise.
      maxHistory: 5,
    },
    opts,
  );
}
