import * as pulumi from "@pulumi/pulumi";
import type { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { poolLabel } from "../../pool-label";
import { type DeepInput, typedCustomResource } from "../custom-resource";
import type { IClientTrafficPolicy, IEnvoyProxy, IGateway, IGatewayClass } from "../custom-resource-types";
import { dockerHub } from "../docker-hub";
import { priorityClasses } from "../priority-classes";
import { spreadOverZonesAndNodes } from "../scheduling";
import { oneAtATime } from "../workload";
import { envoyGatewayController, envoyGatewayPods } from "./envoy-gateway";
import { userHeader } from "./login";

/** What a Gateway with its proxies is made of. */
export interface GatewayParts {
  name: string;
  namespace: pulumi.Input<string>;
  /** Host that it answers for; `undefined` for any. */
  host: pulumi.Input<string> | undefined;
  /** Namespace whose routes it takes. */
  routesFrom: pulumi.Input<string>;
  /** Secret of its certificate. */
  certificateSecret: string;
  /** Proxies. */
  replicas: pulumi.Input<number>;
  /** Where the proxies' image is pulled from; `undefined`: Docker Hub. */
  dockerHubMirror: pulumi.Input<string> | undefined;
  /** Longest time for which the backend sends nothing while it is at work, seconds. */
  longestSilenceSeconds: pulumi.Input<number>;
}

/** Names of the listeners, by which routes choose one. */
export const listeners = { http: "http", https: "https" } as const;

const labels = { "app.kubernetes.io/part-of": "breakwater" };

/** The class, the proxies and the Gateway itself, and how it treats its clients. */
export function createGateway(parts: GatewayParts, opts: pulumi.CustomResourceOptions): CustomResource {
  const { name, namespace } = parts;
  const proxy = typedCustomResource<IEnvoyProxy>(
    `${name}-proxy`,
    {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "EnvoyProxy",
      metadata: { name, namespace, labels },
      spec: proxySpec(parts),
    },
    opts,
  );
  const gatewayClass = typedCustomResource<IGatewayClass>(
    `${name}-class`,
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      metadata: { name, labels },
      spec: {
        controllerName: envoyGatewayController,
        parametersRef: {
          group: "gateway.envoyproxy.io",
          kind: "EnvoyProxy",
          name: proxy.metadata.name as pulumi.Output<string>,
          namespace,
        },
      },
    },
    opts,
  );
  const gateway = typedCustomResource<IGateway>(
    `${name}-gateway`,
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name, namespace, labels },
      spec: { gatewayClassName: gatewayClass.metadata.name as pulumi.Output<string>, listeners: listenersOf(parts) },
    },
    opts,
  );
  typedCustomResource<IClientTrafficPolicy>(
    `${name}-clients`,
    {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "ClientTrafficPolicy",
      metadata: { name, namespace, labels },
      spec: clientSpec(parts),
    },
    opts,
  );
  return gateway;
}

function listenersOf({ host, routesFrom, certificateSecret }: GatewayParts): DeepInput<IGateway["spec"]["listeners"]> {
  const hostname = host === undefined ? {} : { hostname: host };
  return [
    // Routes of its own namespace only: the redirect, and the answers to ACME's challenges.
    { name: listeners.http, port: 80, protocol: "HTTP", ...hostname, allowedRoutes: { namespaces: { from: "Same" } } },
    {
      name: listeners.https,
      port: 443,
      protocol: "HTTPS",
      ...hostname,
      tls: { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: certificateSecret }] },
      allowedRoutes: {
        namespaces: { from: "Selector", selector: { matchLabels: { "kubernetes.io/metadata.name": routesFrom } } },
      },
    },
  ];
}

const proxySpec = ({
  replicas,
  dockerHubMirror,
  longestSilenceSeconds,
}: GatewayParts): DeepInput<IEnvoyProxy["spec"]> => ({
  provider: {
    type: "Kubernetes",
    kubernetes: {
      envoyDeployment: {
        replicas,
        pod: {
          nodeSelector: { [poolLabel]: "cpu" },
          priorityClassName: priorityClasses.platform.name,
          topologySpreadConstraints: spreadOverZonesAndNodes(envoyGatewayPods.proxy),
        },
        // Of the memory limit 80 % is Envoy's heap. At 95 % of that it gives back what it can, and at 98 % it answers new requests with 503
        // (Envoy Gateway 1.9.1, `bootstrap.yaml.tpl`): forty bodies of 50 MB must not end it.
        container: {
          // Without a tag: which Envoy goes with the controller, the controller says.
          ...(dockerHubMirror !== undefined && { imageRepository: dockerHub(dockerHubMirror, "envoyproxy/envoy") }),
          resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "2Gi" } },
        },
      },
      envoyPDB: {
        maxUnavailable: oneAtATime.maxUnavailable,
        patch: {
          type: "StrategicMerge",
          value: { spec: { unhealthyPodEvictionPolicy: oneAtATime.unhealthyPodEvictionPolicy } },
        },
      },
      envoyService: {
        type: "LoadBalancer",
        // Keeps the client's address, by which requests are limited.
        externalTrafficPolicy: "Local",
        // A client's connections all go to one proxy, of which each counts for itself: the limit is the same with any number.
        patch: { type: "StrategicMerge", value: { spec: { sessionAffinity: "ClientIP" } } },
      },
    },
  },
  // What is being answered when a proxy goes is answered to the end.
  shutdown: { drainTimeout: pulumi.interpolate`${longestSilenceSeconds}s` },
  logging: { level: { default: "warn" } },
});

const clientSpec = ({
  name: gateway,
  longestSilenceSeconds,
}: GatewayParts): DeepInput<IClientTrafficPolicy["spec"]> => ({
  targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway }],
  tls: { minVersion: "1.2" },
  // Azure's load balancer forgets a connection that is silent for 4 min, as one that waits for a long answer is.
  tcpKeepalive: { idleTime: "60s", interval: "30s", probes: 3 },
  timeout: {
    http: {
      // 50 MB at 3.5 Mbit/s; whoever sends a byte at a time does not get further.
      requestReceivedTimeout: "120s",
      idleTimeout: "300s",
      // Of an answer that is asked for as a whole nothing comes before its end.
      streamIdleTimeout: pulumi.interpolate`${longestSilenceSeconds}s`,
    },
  },
  http2: { maxConcurrentStreams: 100 },
  // Before anything else: who asks, no client says of itself.
  headers: { earlyRequestHeaders: { remove: [userHeader] } },
});
