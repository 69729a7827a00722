import * as pulumi from "@pulumi/pulumi";
import { Service } from "@pulumi/kubernetes/core/v1";
import { ArgumentCheck, integerBetween, matching } from "../../validation";
import { type DockerHubArgs, validMirror } from "../docker-hub";
import { dnsLabel, hostName, httpUrl } from "../rules";
import { createCertificate } from "./certificate";
import { createClientMemory } from "./client-memory";
import { envoyGatewayPods, envoyGatewayPorts } from "./envoy-gateway";
import { createGateway } from "./gateway";
import { createLogin, type EdgeLogin, logoutPath, validLogin } from "./login";
import { pathPattern } from "./path-pattern";
import { createRoutes, type EdgeBackend, routeNames } from "./route";

/** What `EdgeGateway` takes. */
export interface EdgeGatewayArgs extends DockerHubArgs {
  /** Namespace of Envoy Gateway, in which the proxies run. */
  namespace: pulumi.Input<string>;
  /** The Service that requests go to. */
  backend: EdgeBackend;
  /** Host that requests are for; others are answered with 404. Default: any host. */
  host?: pulumi.Input<string>;
  /**
   * Account of the ACME authority, which sends mail there when something is wrong. The host must lead to the Gateway's address by
   * then. Default: none, and the certificate is self-signed, which clients must be told to trust.
   */
  acmeEmail?: pulumi.Input<string>;
  /** Directory of the ACME authority. Default: Let's Encrypt's. */
  acmeServer?: pulumi.Input<string>;
  /** Most requests of one client address in a second; the next ones are answered with 429. Default: 100. */
  requestsPerSecond?: pulumi.Input<number>;
  /** Largest body of a request, MiB; larger ones are answered with 413. Default: 50. */
  maxBodyMi?: pulumi.Input<number>;
  /** Proxies, 1 to 10. Default: 1. */
  replicas?: pulumi.Input<number>;
  /** A login before requests come to the backend. Default: none, the backend itself asks who somebody is. */
  login?: EdgeLogin;
}

/** Limits (docs/coverage.md). */
const defaults = {
  requestsPerSecond: 100,
  maxBodyMi: 50,
  replicas: 1,
  longestSilenceSeconds: 300,
  acmeServer: "https://acme-v02.api.letsencrypt.org/directory",
} as const;

/**
 * The way in from the internet: a Gateway on Envoy with a public address, TLS, a redirect to it, host routing and limits for
 * each client. It must depend on `EnvoyGateway` and `CertManager`. Every object is called as the component, the route and its limits as
 * the Service.
 *
 * A header `x-user-id` of a client is taken out: behind a login the proxies set it, and nobody else does.
 */
export class EdgeGateway extends pulumi.ComponentResource {
  /** Name of the Gateway: `kubectl -n <namespace> get gateway <name>` tells its public address. */
  public readonly gatewayName: pulumi.Output<string>;
  /** Behind a login: name that leads to the proxies' own addresses. What comes from there has come through them. */
  public readonly proxiesHost: pulumi.Output<string> | undefined;
  /** Behind a login: path that ends it. */
  public readonly logoutPath: string | undefined;

  constructor(name: string, args: EdgeGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:EdgeGateway", name, args, opts);
    const valid = validArgs(name, args);
    const { namespace, backend, host, acme, requestsPerSecond, maxBodyMi, replicas, dockerHubMirror, login } = valid;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const certificateSecret = `${name}-tls`;

    const gateway = createGateway(
      {
        name,
        namespace,
        host,
        routesFrom: backend.namespace,
        certificateSecret,
        replicas,
        dockerHubMirror,
        longestSilenceSeconds: backend.longestSilenceSeconds,
      },
      childOptions,
    );
    createCertificate(
      // A certificate needs a name, also one for any host.
      {
        name,
        namespace,
        host: host ?? pulumi.interpolate`${name}.${namespace}.svc`,
        acme,
        secretName: certificateSecret,
      },
      childOptions,
    );
    createRoutes(
      {
        name,
        gateway: { name, namespace },
        host,
        backend,
        requestsPerSecond,
        maxBodyMi: pulumi.interpolate`${maxBodyMi}Mi`,
        parallelRequests: parallelRequests(backend),
        loginPaths: login?.paths,
      },
      childOptions,
    );
    if (login !== undefined) {
      createLogin({ ...login, name, namespace: backend.namespace, routes: routeNames(backend.service) }, childOptions);
      const { metadata } = createProxiesName(name, namespace, childOptions);
      this.proxiesHost = pulumi.interpolate`${metadata.name}.${metadata.namespace}.svc`;
      this.logoutPath = logoutPath;
    }
    createClientMemory({ name, gateway: name, namespace }, childOptions);

    this.gatewayName = gateway.metadata.name as pulumi.Output<string>;
    this.registerOutputs({
      gatewayName: this.gatewayName,
      proxiesHost: this.proxiesHost,
      logoutPath: this.logoutPath,
    });
  }
}

/**
 * Requests that a proxy may have under way: all that the backend holds at its maximum. Not a share of it: a client's requests all go to one
 * proxy, and the other ones may be away. So the backend refuses first, which knows what it can do, and says when to come again.
 */
const parallelRequests = ({ maxReplicas, requestsPerReplica }: EdgeBackend): pulumi.Output<number> =>
  pulumi.all([maxReplicas, requestsPerReplica]).apply(([replicas, requests]) => replicas * requests);

/**
 * A name for the proxies' own addresses. Also for those that are not ready: one that is about to go still brings requests, and one that
 * comes brings its first ones as soon as it is ready.
 */
function createProxiesName(name: string, namespace: pulumi.Input<string>, opts: pulumi.CustomResourceOptions): Service {
  const owner = "gateway.envoyproxy.io/owning-gateway";
  return new Service(
    `${name}-proxies`,
    {
      metadata: { name: `${name}-proxies`, namespace, labels: { "app.kubernetes.io/part-of": "breakwater" } },
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: { ...envoyGatewayPods.proxy, [`${owner}-name`]: name, [`${owner}-namespace`]: namespace },
        ports: [{ name: "https", port: envoyGatewayPorts.https }],
      },
    },
    opts,
  );
}

const emailAddress = matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address");

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: EdgeGatewayArgs) {
  const check = new ArgumentCheck("EdgeGateway", name);
  check.input("name", name, dnsLabel);
  const { service, port, paths, maxReplicas, requestsPerReplica } = args.backend;
  const email = check.optional("acmeEmail", args.acmeEmail, emailAddress);
  const server = check.input("acmeServer", args.acmeServer ?? defaults.acmeServer, httpUrl);
  if (email !== undefined && args.host === undefined) {
    const needed = { allowed: "given beside acmeEmail: an authority certifies hosts", accepts: () => false };
    check.input("host", args.host, needed);
  }
  const known = {
    namespace: check.input("namespace", args.namespace, dnsLabel),
    backend: {
      namespace: check.input("backend.namespace", args.backend.namespace, dnsLabel),
      service: check.input("backend.service", service, dnsLabel),
      port: check.input("backend.port", port, integerBetween(1, 65_535)),
      paths,
      maxReplicas: check.input("backend.maxReplicas", maxReplicas, integerBetween(1, 1000)),
      requestsPerReplica: check.input("backend.requestsPerReplica", requestsPerReplica, integerBetween(1, 1_000_000)),
      longestSilenceSeconds: check.input(
        "backend.longestSilenceSeconds",
        args.backend.longestSilenceSeconds ?? defaults.longestSilenceSeconds,
        integerBetween(1, 86_400),
      ),
    },
    host: check.optional("host", args.host, hostName),
    acme: email === undefined ? undefined : { email, server },
    requestsPerSecond: check.input(
      "requestsPerSecond",
      args.requestsPerSecond ?? defaults.requestsPerSecond,
      integerBetween(1, 1_000_000),
    ),
    maxBodyMi: check.input("maxBodyMi", args.maxBodyMi ?? defaults.maxBodyMi, integerBetween(1, 1024)),
    replicas: check.input("replicas", args.replicas ?? defaults.replicas, integerBetween(1, 10)),
    dockerHubMirror: validMirror(check, args),
    login: validLogin(check, args.login),
  };
  check.input("backend.paths", paths, pathPattern);
  check.throwProblems();
  return known;
}
