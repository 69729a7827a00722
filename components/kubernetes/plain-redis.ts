import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { poolLabel } from "../pool-label";
import { ArgumentCheck, integerBetween } from "../validation";
import { labelsOf, notAwaited, selectorOf } from "./conventions";
import { type DockerHubArgs, dockerHubImage, validMirror } from "./docker-hub";
import { lintExemptions, pullsOnce } from "./lint-exemptions";
import { restrictedContainer, restrictedPod } from "./pod-security";
import { dnsLabel, pinnedImage } from "./rules";
import { createService } from "./workload";

/** What `PlainRedis` takes. */
export interface PlainRedisArgs extends DockerHubArgs {
  /** Namespace of every object. */
  namespace: pulumi.Input<string>;
  /** Memory for data, MiB, 16 to 16384. Default: 256. */
  maxMemoryMi?: pulumi.Input<number>;
  /** Image of Redis, 7 or later, with a tag other than `latest` or with a digest. Default: 8.2.3 by digest. */
  image?: pulumi.Input<string>;
}

const defaults = {
  // The digest is that of the tag's multi-platform index, as public projects that pin this release state it alike.
  version: ":8.2.3-alpine@sha256:08ad0b1d280850169a790dba1393ff7a90aef951fc19632cf4d3ce4f78e679ba",
  maxMemoryMi: 256,
} as const;

/** Port of Redis where nobody says otherwise, and so of `PlainRedis`. */
export const redisPort = 6379;

/** User and group `redis` of the Alpine image. */
const redisUser = { uid: 999, gid: 1000 } as const;

const exemptions = lintExemptions({
  ...pullsOnce,
  "container-resources": "No limit on CPU: Redis has one thread, and throttled it keeps everybody waiting.",
  "container-security-context-user-group-id": "The image has its user and its group as 999 and 1000.",
  "pod-probes-identical": "Redis answers on its port or not at all; liveness waits twice as long for it.",
});

/** What Redis takes beyond its data: client buffers and the fragments between values, MiB. */
const overheadMi = 128;

/**
 * One Redis without password, replica or disk, for development: what it holds goes with its pod, conversations and waiting tasks
 * alike. Production has Azure Managed Redis (`SessionStore`) and Service Bus (`TaskQueue`). Both objects are called as the component.
 */
export class PlainRedis extends pulumi.ComponentResource {
  /** Host inside the cluster, `<name>.<namespace>.svc`. */
  public readonly host: pulumi.Output<string>;
  /** Port: 6379. */
  public readonly port: number = redisPort;

  constructor(name: string, args: PlainRedisArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:kubernetes:PlainRedis", name, args, opts);
    const { namespace, maxMemoryMi, image } = validArgs(name, args);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const memory = pulumi.output(maxMemoryMi).apply((dataMi) => `${dataMi + overheadMi}Mi`);

    new Deployment(
      name,
      {
        metadata: { name, namespace, labels: labelsOf(name), annotations: { ...notAwaited, ...exemptions } },
        spec: {
          replicas: 1,
          selector: { matchLabels: selectorOf(name) },
          // Two at a time would each hold a part of the keys.
          strategy: { type: "Recreate" },
          template: {
            metadata: { labels: labelsOf(name) },
            spec: {
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              nodeSelector: { [poolLabel]: "cpu" },
              securityContext: restrictedPod(redisUser.uid, redisUser.gid),
              containers: [
                {
                  name: "redis",
                  image,
                  args: redisArgs(maxMemoryMi),
                  ports: [{ name: "redis", containerPort: redisPort }],
                  resources: {
                    requests: { cpu: "100m", memory, "ephemeral-storage": "512Mi" },
                    limits: { memory, "ephemeral-storage": "512Mi" },
                  },
                  // By the socket: a check that runs `redis-cli` starts a process every few seconds.
                  livenessProbe: { tcpSocket: { port: "redis" }, periodSeconds: 10, timeoutSeconds: 5 },
                  readinessProbe: { tcpSocket: { port: "redis" }, periodSeconds: 5, timeoutSeconds: 5 },
                  securityContext: restrictedContainer,
                  volumeMounts: [{ name: "data", mountPath: "/data" }],
                },
              ],
              volumes: [{ name: "data", emptyDir: { sizeLimit: "64Mi" } }],
            },
          },
        },
      },
      childOptions,
    );

    const ports = [{ name: "redis", port: redisPort, targetPort: "redis" }];
    this.host = createService(name, namespace, ports, childOptions);
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

/** Redis' own arguments: in memory only, and full as Azure Managed Redis is full in production. */
const redisArgs = (maxMemoryMi: pulumi.Input<number>): pulumi.Input<string>[] => [
  "--save",
  "",
  "--appendonly",
  "no",
  "--maxmemory",
  pulumi.interpolate`${maxMemoryMi}mb`,
  // Forgets conversations, which have a time to live, and never a waiting task, which has none.
  "--maxmemory-policy",
  "volatile-lru",
  // It would take commands from its own pod only; who reaches it is what the network policies say.
  "--protected-mode",
  "no",
];

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: PlainRedisArgs) {
  const check = new ArgumentCheck("PlainRedis", name);
  check.input("name", name, dnsLabel);
  const defaultImage = dockerHubImage(validMirror(check, args), "library/redis", defaults.version);
  const known = {
    namespace: check.input("namespace", args.namespace, dnsLabel),
    maxMemoryMi: check.input("maxMemoryMi", args.maxMemoryMi ?? defaults.maxMemoryMi, integerBetween(16, 16_384)),
    image: check.input("image", args.image ?? defaultImage, pinnedImage),
  };
  check.throwProblems();
  return known;
}
