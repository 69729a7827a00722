import * as pulumi from "@pulumi/pulumi";
import { ArgumentCheck, integerBetween } from "../validation";
import type { AppArgs } from "./app-config";
import type { AppProcess } from "./app-pod";
import { validAppArgs, createAppWorkload } from "./app-workload";
import { apiProbes } from "./probes";
import { pathOfHost, someText, webOrigin } from "./rules";
import { text } from "./text";
import { createService } from "./workload";

/** What `AiService` takes: what the app takes, and what is the API's alone. */
export interface AiServiceArgs extends AppArgs {
  /** Life of a conversation after its last message, seconds. Default: 3600. */
  sessionTtlSeconds?: pulumi.Input<number>;
  /** Addresses or names of proxies that say in `x-user-id` who asks; nobody else is believed. Default: none. */
  trustedEdge?: pulumi.Input<string>;
  /** Path at that proxy that ends a login, for the page's "Sign out". Default: none, the page has no such button. */
  logoutPath?: pulumi.Input<string>;
  /** Origins such as `https://app.example.com` whose scripts may call the API from a browser, or `*` for all. Default: none. */
  corsOrigins?: pulumi.Input<string[]>;
}

/** Default (docs/coverage.md). */
const defaults = { sessionTtlSeconds: 3600 } as const;

/** Ports of the pods: the API (http and grpc), its metrics, which no Service leads to, and the health thread. */
export const aiServicePorts = { http: 8080, grpc: 9090, metrics: 9464, health: 8000 } as const;

/** Ports of the Service, by which the rest of the cluster calls the API. */
export const aiServiceServicePorts = { http: 80, grpc: 9090 } as const;

const apiProcess: AppProcess = {
  container: "ai-service",
  ports: aiServicePorts,
  metricsPort: aiServicePorts.metrics,
  probes: apiProbes(aiServicePorts.http),
  longestBlockSeconds: 5,
  // Every kube-proxy and gateway has dropped the pod's address by then.
  preStopSeconds: 5,
  // The disk holds the cache and the logs, of which AKS keeps 250 MiB a container.
  resources: {
    requests: { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" },
    limits: { cpu: "2", memory: "2Gi", "ephemeral-storage": "1Gi" },
  },
  cache: { mountPath: "/app/cache", sizeLimit: "500Mi" },
};

/**
 * The AI app behind its Service: pods on the CPU pool, with their configuration, identity, probes and disruption budget. It
 * has no replica count: an `Autoscaler` owns it. Every object is called as the component.
 */
export class AiService extends pulumi.ComponentResource {
  /** Where the app answers inside the cluster, `http://<name>.<namespace>.svc`. */
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: AiServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:AiService", name, args, opts);
    const { sessionTtlSeconds, trustedEdge, logoutPath, corsOrigins, ...app } = validArgs(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const ownEnvironment = {
      SESSION_TTL: text(sessionTtlSeconds),
      ...(trustedEdge !== undefined && { TRUSTED_EDGE: text(trustedEdge) }),
      ...(logoutPath !== undefined && { EDGE_LOGOUT_PATH: text(logoutPath) }),
      ...(corsOrigins !== undefined && { CORS_ORIGINS: pulumi.output(corsOrigins).apply((all) => all.join(",")) }),
    };
    createAppWorkload(name, { ...app, process: apiProcess, ownEnvironment }, childOptions);
    const host = createService(
      name,
      app.namespace,
      [
        { name: "http", port: aiServiceServicePorts.http, targetPort: "http", appProtocol: "http" },
        { name: "grpc", port: aiServiceServicePorts.grpc, targetPort: "grpc", appProtocol: "kubernetes.io/h2c" },
      ],
      childOptions,
    );

    this.url = pulumi.interpolate`http://${host}`;
    this.registerOutputs({ url: this.url });
  }
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: AiServiceArgs) {
  const check = new ArgumentCheck("AiService", name);
  const known = {
    ...validAppArgs(check, "AiService", name, args),
    sessionTtlSeconds: check.input(
      "sessionTtlSeconds",
      args.sessionTtlSeconds ?? defaults.sessionTtlSeconds,
      integerBetween(60, 2_592_000),
    ),
    trustedEdge: check.optional("trustedEdge", args.trustedEdge, someText),
    logoutPath: check.optional("logoutPath", args.logoutPath, pathOfHost),
    corsOrigins: args.corsOrigins && check.each("corsOrigins", args.corsOrigins, webOrigin),
  };
  check.throwProblems();
  return known;
}
