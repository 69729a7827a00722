import { judgesAs } from "../../testing/judged";
import { deployment, probe } from "../../testing/resources";
import { probeLivenessNotReadiness } from "./probe-liveness-not-readiness";
import { probeLivenessWithoutDependency } from "./probe-liveness-without-dependency";

const ports = [{ name: "http", containerPort: 8080 }];
const asked = (livenessProbe: object, readinessProbe: object, pod: object = {}) =>
  deployment(pod, { ports, livenessProbe, readinessProbe });

judgesAs(probeLivenessNotReadiness, [
  ["two endpoints", [deployment()], []],
  [
    "one endpoint, liveness more patient",
    [deployment({}, { livenessProbe: probe("/ready", { failureThreshold: 9 }) })],
    [],
  ],
  [
    "a longer time-out, which a server that says no at once never takes",
    [deployment({}, { livenessProbe: probe("/ready", { timeoutSeconds: 9 }) })],
    ["not the more patient"],
  ],
  [
    "two ports",
    [deployment({}, { livenessProbe: { ...probe("/ready"), httpGet: { path: "/ready", port: 8000 } } })],
    [],
  ],
  ["the same", [deployment({}, { livenessProbe: probe("/ready") })], ["is asked the same for liveness and readiness"]],
  [
    "the same, and liveness hastier",
    [deployment({}, { livenessProbe: probe("/ready", { failureThreshold: 1 }) })],
    ["not the more patient"],
  ],
  [
    "a port by name and by number",
    [asked({ tcpSocket: { port: "http" } }, { tcpSocket: { port: 8080 } })],
    ["tcp the pod:8080"],
  ],
  [
    "the default scheme",
    [asked({ httpGet: { port: 80, scheme: "HTTP" } }, { httpGet: { port: 80 } })],
    ["http the pod:80/"],
  ],
  ["an empty gRPC service", [asked({ grpc: { port: 9, service: "" } }, { grpc: { port: 9 } })], ["grpc the pod:9"]],
  [
    "a command by a shell and without, which is not repeated",
    [asked({ exec: { command: ["sh", "-c", "./check -p x"] } }, { exec: { command: ["./check", "-p", "x"] } })],
    ["by the same command, and"],
  ],
  ["two gRPC services", [asked({ grpc: { port: 9, service: "live" } }, { grpc: { port: 9, service: "ready" } })], []],
  ["no question at all", [asked({}, {})], []],
  [
    "a sidecar",
    [
      deployment({
        initContainers: [
          { name: "mesh", restartPolicy: "Always", livenessProbe: probe("/ready"), readinessProbe: probe("/ready") },
        ],
      }),
    ],
    ['Container "mesh"'],
  ],
  ["a patch", [deployment({}, { livenessProbe: probe("/ready") }, { kind: "DeploymentPatch" })], []],
]);

const alive = (livenessProbe: object, container: object = {}, pod: object = {}) =>
  deployment(pod, { livenessProbe, ...container });
const running = (...command: string[]) => ({ exec: { command } });
const at = (path: string) => alive(probe(path));

judgesAs(probeLivenessWithoutDependency, [
  ["its own endpoint", [deployment()], []],
  ["its own address", [alive({ tcpSocket: { host: "127.0.0.1", port: 1 } })], []],
  ["the readiness endpoint", [at("/health/ready")], ["path /health/ready"]],
  ["another readiness endpoint", [at("/actuator/health/readiness")], ["path /actuator/health/readiness"]],
  ["everything that it needs", [at("/health/full")], ["path /health/full"]],
  // Argo CD's repository server asks itself so (argoproj/argo-cd, cmd/argocd-repo-server).
  ["a full answer, of whom nobody knows", [at("/healthz?full=true")], []],
  ["the database's health", [at("/api/health/db")], ["path /api/health/db"]],
  ["all dependencies", [at("/health/deep")], ["path /health/deep"]],
  ["the health of an app that is called after a service", [at("/gateway/health")], []],
  ["the liveness endpoint of one", [at("/redis-admin/livez")], []],
  ["the health of an app that is called Ready", [at("/ready-made/health")], []],
  ["a word in a word", [at("/already/alive")], []],
  ["another host", [alive({ httpGet: { host: "redis", port: 6379 } })], ["host redis"]],
  ["another host over TCP", [alive({ tcpSocket: { host: "10.0.0.4", port: 6379 } })], ["host 10.0.0.4"]],

  ["a database that asks itself", [alive(running("pg_isready", "-U", "shop"))], []],
  ["by its socket", [alive(running("pg_isready", "-h", "/var/run/postgresql"))], []],
  ["by its own name", [alive(running("sh", "-c", "pg_isready -h $HOSTNAME"))], []],
  ["by the name that the pod has", [alive(running("curl", "http://shop/"), {}, { hostname: "shop" })], []],
  ["a cache that asks itself", [alive(running("redis-cli", "ping"))], []],
  ["a script of the server's image", [alive(running("/scripts/redis-alive.sh"), { image: "acr.io/redis:8" })], []],
  ["a heartbeat file", [alive(running("sh", "-c", "test -f /tmp/ready && find /tmp/ready -mmin -1"))], []],
  ["a request to itself", [alive(running("wget", "-qO-", "http://127.0.0.1:8080/healthz"))], []],
  ["a variable for a host", [alive(running("sh", "-c", "redis-cli -h $SELF ping"))], []],
  ["someone else's database", [alive(running("pg_isready", "-h", "db.data"))], ["pg_isready asks db.data"]],
  ["someone else's cache", [alive(running("redis-cli", "-h", "cache", "ping"))], ["redis-cli asks cache"]],
  ["another service by HTTP", [alive(running("sh", "-c", "curl -fsS http://orders:8080/ping"))], ["curl asks orders"]],
  [
    "another service by a variable of the template",
    [alive(running("sh", "-c", "nc -z $CACHE 6379"), { env: [{ name: "CACHE", value: "cache" }] })],
    ["nc asks cache"],
  ],
  ["its own readiness", [alive(running("curl", "localhost:8080/ready"))], ["path /ready"]],
  ["a script about another", [alive(running("/app/check-database.sh"))], ['speaks of "database"']],
  ["code about another", [alive(running("python", "-c", "import redis; check()"))], ['python speaks of "redis"']],
  [
    "a sidecar that asks another",
    [
      deployment({
        initContainers: [{ name: "mesh", restartPolicy: "Always", livenessProbe: running("curl", "control") }],
      }),
    ],
    ['"mesh" of Deployment "production/shop" depends on another service: curl asks control'],
  ],
  ["a pattern by config", [at("/health/queue")], ["path /health/queue"], { dependencyPattern: "queue" }],
]);
