import { isOwnHost, livenessPrograms, questionOf } from "./probe-questions";
import type { Container, Probe } from "./pod-template";

const ports = [
  { name: "http", containerPort: 8080 },
  { name: "grpc", containerPort: 9090 },
];
const asking = (livenessProbe: Probe, readinessProbe: Probe): Container => ({
  name: "app",
  ports,
  livenessProbe,
  readinessProbe,
});
const exec = (...command: string[]): Probe => ({ exec: { command } });
const http = (action: object): Probe => ({ httpGet: { port: 8080, ...action } });
const sameQuestion = (container: Container) =>
  questionOf(container, "livenessProbe") === questionOf(container, "readinessProbe");

test.each<[what: string, liveness: Probe, readiness: Probe]>([
  ["a named port and its number", http({ path: "/h", port: "http" }), http({ path: "/h", port: 8080 })],
  ["a number in quotes", http({ port: "8080" }), http({ port: 8080 })],
  ["the default scheme", http({ scheme: "HTTP" }), http({})],
  ["the default path", http({ path: "/" }), http({ path: "" })],
  ["a path without its slash", http({ path: "health" }), http({ path: "/health" })],
  ["no host in two ways", http({ host: "" }), http({})],
  [
    "headers in another order",
    http({
      httpHeaders: [
        { name: "A", value: "1" },
        { name: "b", value: "2" },
      ],
    }),
    http({
      httpHeaders: [
        { name: "B", value: "2" },
        { name: "a", value: "1" },
      ],
    }),
  ],
  ["times do not count", { ...http({}), periodSeconds: 60 }, http({})],
  ["TCP by name and number", { tcpSocket: { port: "http" } }, { tcpSocket: { port: 8080 } }],
  ["no gRPC service in two ways", { grpc: { port: 9090, service: "" } }, { grpc: { port: 9090 } }],
  [
    "a command with its folder and by a shell",
    exec("/usr/bin/pg_isready", "-U", "a"),
    exec("sh", "-c", "pg_isready -U 'a'"),
  ],
  ["by exec of a shell", exec("bash", "-ec", "exec ./check a"), exec("./check", "a")],
  ["HTTP by a program", exec("curl", "-fsS", "http://localhost:8080/health"), http({ path: "/health" })],
  [
    "HTTP by wget, whose address has no scheme",
    exec("wget", "-qO-", "127.0.0.1:8080/health"),
    http({ path: "health" }),
  ],
  ["gRPC by a program", exec("/bin/grpc_health_probe", "-addr=:9090"), { grpc: { port: 9090 } }],
  ["TCP by a program", exec("nc", "-z", "-w", "2", "localhost", "8080"), { tcpSocket: { port: 8080 } }],
])("two probes ask the same: %s", (_what, liveness, readiness) => {
  expect(sameQuestion(asking(liveness, readiness))).toBe(true);
});

test.each<[what: string, liveness: Probe, readiness: Probe]>([
  ["paths", http({ path: "/live" }), http({ path: "/ready" })],
  ["queries", http({ path: "/health?live" }), http({ path: "/health?ready" })],
  ["ports", http({ port: "http" }), http({ port: "grpc" })],
  ["a port that the container does not name", http({ port: "metrics" }), http({})],
  ["schemes", http({ scheme: "HTTPS" }), http({})],
  ["hosts", http({ host: "other" }), http({})],
  ["headers", http({ httpHeaders: [{ name: "X-Check", value: "deep" }] }), http({})],
  ["ways", { tcpSocket: { port: 8080 } }, http({})],
  ["gRPC services", { grpc: { port: 9090, service: "live" } }, { grpc: { port: 9090, service: "ready" } }],
  ["arguments", exec("./check", "live"), exec("./check", "ready")],
  ["commands of several programs", exec("sh", "-c", "./a && ./b"), exec("sh", "-c", "./a")],
])("two probes ask something else: %s", (_what, liveness, readiness) => {
  expect(sameQuestion(asking(liveness, readiness))).toBe(false);
});

test("a probe that asks nothing has no question", () => {
  expect(questionOf(asking({}, {}), "livenessProbe")).toBeUndefined();
  expect(questionOf({ name: "app" }, "livenessProbe")).toBeUndefined();
});

test.each(["", "localhost", "LOCALHOST", "127.0.0.1", "127.0.1.1", "::1", "[::1]", "0.0.0.0", "::", "app-0"])(
  "%j is the pod itself",
  (host) => expect(isOwnHost(host, { hostname: "app-0" })).toBe(true),
);

test.each(["redis", "10.0.0.7", "localhost.example.com", "app", "fd00::1"])("%j is another", (host) => {
  expect(isOwnHost(host, { hostname: "app-0" })).toBe(false);
});

const askedBy = (command: string[], env: Container["env"] = []) =>
  livenessPrograms({ name: "app", env, livenessProbe: exec(...command) }).flatMap(({ targets }) =>
    targets.map(({ host }) => host),
  );

// Each by the manual of its program.
test.each<[command: string[], hosts: (string | undefined)[]]>([
  [["pg_isready", "-U", "shop"], [""]],
  [["pg_isready", "-h", "localhost"], ["localhost"]],
  [["pg_isready", "-hdb.data"], ["db.data"]],
  [["pg_isready", "--host=db", "-p", "5432"], ["db"]],
  [["pg_isready", "-h", "/var/run/postgresql"], [""]],
  [["pg_isready", "-d", "host=db port=5432"], ["db"]],
  [["psql", "postgres://shop:x@db.data:5432/shop", "-c", "select 1"], ["db.data"]],
  [["redis-cli", "ping"], [""]],
  [["redis-cli", "-h", "sessions.cache", "ping"], ["sessions.cache"]],
  [["valkey-cli", "-u", "redis://:x@cache:6379/0", "ping"], ["cache"]],
  [["mysqladmin", "ping", "-h127.0.0.1", "-uroot"], ["127.0.0.1"]],
  [["mariadb-admin", "--host=db", "ping"], ["db"]],
  [["mongosh", "--quiet", "--eval", "db.adminCommand('ping')"], [""]],
  [
    ["mongosh", "mongodb://a:27017,b:27017/shop", "--eval", "1"],
    ["a", "b"],
  ],
  [["rabbitmq-diagnostics", "-q", "ping"], [""]],
  [["rabbitmq-diagnostics", "-n", "rabbit@broker", "ping"], ["broker"]],
  [["etcdctl", "endpoint", "health"], [""]],
  [
    ["etcdctl", "--endpoints=https://127.0.0.1:2379,https://etcd-1:2379", "endpoint", "health"],
    ["127.0.0.1", "etcd-1"],
  ],
  [["grpc_health_probe", "-addr=:50051"], [""]],
  [["grpc_health_probe", "-addr", "orders:50051"], ["orders"]],
  [["kafka-topics.sh", "--bootstrap-server", "localhost:9092", "--list"], ["localhost"]],
  [
    ["kafka-broker-api-versions.sh", "--bootstrap-server=a:9092,b:9092"],
    ["a", "b"],
  ],
  [["curl", "-f", "http://localhost:8080/healthz"], ["localhost"]],
  [["curl", "-fsS", "-o", "/dev/null", "-m", "2", "http://orders:8080/ping"], ["orders"]],
  [["curl", "orders/ping"], ["orders"]],
  [["curl", "-H", "Host: shop.example.com", "http://[::1]:8080/"], ["::1"]],
  [["curl", "--max-time", "2", "--fail", "https://user:x@api.example.com/v1"], ["api.example.com"]],
  [["curl", "--unix-socket", "/run/app.sock", "http://app/health"], []],
  [["wget", "-q", "-O-", "http://127.0.0.1:8080/healthz"], ["127.0.0.1"]],
  [["wget", "--spider", "--tries=1", "--timeout", "2", "orders:8080"], ["orders"]],
  [["nc", "-z", "-w", "2", "redis", "6379"], ["redis"]],
  [["nc", "-zv", "::1", "6379"], ["::1"]],
  [["ping", "-c", "1", "gateway"], ["gateway"]],
  [["kubectl", "get", "--raw", "/healthz"], ["the API server"]],
  [["celery", "-A", "shop", "inspect", "ping"], ["the broker"]],
  [["celery", "-A", "shop", "worker"], []],
  [["bash", "-c", "exec 3<>/dev/tcp/db/5432"], ["db"]],
  [["bash", "-c", "</dev/tcp/127.0.0.1/5432"], ["127.0.0.1"]],
  [["sh", "-c", "curl -fsS http://orders:8080/ping"], ["orders"]],
  [["sh", "-c", "if ! curl -s http://orders:8080/ping; then exit 1; fi"], ["orders"]],
  [["sh", "-c", 'test "$(redis-cli -h cache ping)" = PONG'], ["cache"]],
  [["sh", "-c", "PGPASSWORD=x psql -h db -c 'select 1'"], ["db"]],
  [["sh", "-c", "echo ruok | nc localhost 2181"], ["localhost"]],
  [["sh", "-c", "curl http://$HOSTNAME:8080/health"], [undefined]],
  [["sh", "-c", "curl http://$(hostname -i):8080/health"], [undefined]],
  [["sh", "-c", "curl http://localhost:$PORT/health"], ["localhost"]],
  [["sh", "-c", "redis-cli -h $REDIS ping"], [undefined]],
  [["sh", "-c", "timeout 3 pg_isready -h ${POD_IP}"], [undefined]],
  [["python", "-c", "import urllib.request as u; u.urlopen('http://orders:8080/ping')"], ["orders"]],
  [["node", "-e", "fetch(`http://localhost:${process.env.PORT}/health`)"], ["localhost"]],
  [["node", "-e", "fetch(`http://${process.env.ORDERS}/health`)"], [undefined]],
  [["/app/check", "--url", "http://orders/health"], ["orders"]],
  [["cat", "/tmp/healthy"], []],
  [["test", "-f", "/tmp/healthy"], []],
  [["sh", "-c", "test $(( $(date +%s) - $(stat -c %Y /tmp/alive) )) -lt 30"], []],
])("%j asks %j", (command, hosts) => expect(askedBy(command)).toEqual(hosts));

test("a host that stands in a variable of the template is that host", () => {
  const env = [
    { name: "REDIS", value: "sessions" },
    { name: "PGHOST", value: "db" },
    { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
    { name: "URL", value: "http://$(POD_IP):8080" },
  ];
  expect(askedBy(["sh", "-c", "redis-cli -h $REDIS ping"], env)).toEqual(["sessions"]);
  expect(askedBy(["pg_isready"], env)).toEqual(["db"]);
  expect(askedBy(["pg_isready", "-h", "localhost"], env)).toEqual(["localhost"]);
  expect(askedBy(["sh", "-c", "pg_isready -h $POD_IP"], env)).toEqual([undefined]);
  expect(askedBy(["sh", "-c", "curl $URL"], env)).toEqual([undefined]);
});
