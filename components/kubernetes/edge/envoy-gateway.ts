import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { poolLabel } from "../../pool-label";
import { integerBetween } from "../../validation";
import { ChartComponent } from "../chart-component";
import { charts } from "../charts";
import type { DeepInput } from "../custom-resource";
import { type DockerHubArgs, validMirror } from "../docker-hub";
import { priorityClasses } from "../priority-classes";
import { spreadOverZonesAndNodes } from "../scheduling";
import { oneAtATime } from "../workload";

/** What `EnvoyGateway` takes. */
export interface EnvoyGatewayArgs extends DockerHubArgs {
  /** Namespace, which must be there. The proxies of every Gateway run in it too. */
  namespace: pulumi.Input<string>;
  /** Pods of the controller, 1 to 3. Without one the proxies go on with what they know. Default: 1. */
  replicas?: pulumi.Input<number>;
}

/** What we set of the chart `gateway-helm`; all else is the chart's own, its security contexts too. */
interface EnvoyGatewayValues {
  global?: { imageRegistry: string };
  config: { envoyGateway: { extensionApis: { enableEnvoyPatchPolicy: boolean } } };
  podDisruptionBudget: typeof oneAtATime;
  deployment: {
    replicas: number;
    priorityClassName: string;
    pod: {
      nodeSelector: Record<string, string>;
      topologySpreadConstraints: types.input.core.v1.TopologySpreadConstraint[];
    };
  };
  certgen: { job: { nodeSelector: Record<string, string>; resources: types.input.core.v1.ResourceRequirements } };
}

/** Labels by which pods are found, as chart and controller write them: the controller, its Job for certificates, the proxies. */
export const envoyGatewayPods = {
  controller: { "control-plane": "envoy-gateway" },
  certgen: { app: "certgen" },
  proxy: { "app.kubernetes.io/name": "envoy", "app.kubernetes.io/component": "proxy" },
} as const;

/**
 * Ports of the pods; metrics are on the same one in the controller and in the proxies. A proxy does not run as root, so that the
 * controller shifts the ports of a Gateway by 10,000 in the pod.
 */
export const envoyGatewayPorts = { xds: 18_000, webhook: 9443, metrics: 19_001, http: 10_080, https: 10_443 } as const;

/** Path of a proxy's metrics; the controller has the usual one (Envoy Gateway 1.9.1, `internal/xds/bootstrap`). */
export const envoyMetricsPath = "/stats/prometheus";

/** Name by which the controller knows its Gateway classes: the chart's own. */
export const envoyGatewayController = "gateway.envoyproxy.io/gatewayclass-controller";

/** Envoy Gateway by its chart, with the definitions of the Gateway API: it runs Envoy proxies for Gateways. */
export class EnvoyGateway extends ChartComponent<EnvoyGatewayValues> {
  constructor(name: string, args: EnvoyGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, args, opts, {
      component: "EnvoyGateway",
      chart: charts.envoyGateway,
      values: (check) =>
        envoyGatewayValues(check.input("replicas", args.replicas ?? 1, integerBetween(1, 3)), validMirror(check, args)),
    });
  }
}

function envoyGatewayValues(
  replicas: pulumi.Input<number>,
  dockerHubMirror: pulumi.Input<string> | undefined,
): DeepInput<EnvoyGatewayValues> {
  const nodeSelector = { [poolLabel]: "cpu" };
  return {
    // Stands in for the host of every image that the chart itself starts or names: controller, certificates' job, shutdown manager and
    // rate limiter (chart 1.9.1, `_helpers.tpl`). Proxies take theirs from the Gateway's EnvoyProxy.
    ...(dockerHubMirror !== undefined && { global: { imageRegistry: dockerHubMirror } }),
    // The limit of each client needs one (`createClientMemory`). Only who may write objects into the Gateway's namespace can add another.
    config: { envoyGateway: { extensionApis: { enableEnvoyPatchPolicy: true } } },
    podDisruptionBudget: oneAtATime,
    deployment: {
      replicas,
      priorityClassName: priorityClasses.platform.name,
      pod: { nodeSelector, topologySpreadConstraints: spreadOverZonesAndNodes(envoyGatewayPods.controller) },
    },
    certgen: {
      job: { nodeSelector, resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "128Mi" } } },
    },
  };
}
