import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { portHolder, portTakenText } from "./port-holder";

const onLinux = process.platform === "linux" ? test : test.skip;

describe("who listens on a port", () => {
  let server: net.Server | undefined;
  afterEach(() => server?.close());
  const listen = async (host: string): Promise<number> => {
    server = net.createServer().listen(0, host);
    await once(server, "listening");
    return (server.address() as net.AddressInfo).port;
  };

  onLinux.each([
    ["0.0.0.0", true],
    ["::", true],
    ["127.77.3.1", false],
  ])("is found by its process: on %s", async (host, everywhere) => {
    const port = await listen(host);
    expect(portHolder(port, "127.77.3.1")).toMatchObject({ pid: process.pid, everywhere });
  });

  onLinux("is nobody, where the port of another address is taken", async () => {
    const port = await listen("127.77.3.2");
    expect(portHolder(port, "127.77.3.1")).toBeUndefined();
  });
});

describe("a service of another user, whose files are hidden", () => {
  const proc = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-proc-"));
  afterAll(() => fs.rmSync(proc, { recursive: true, force: true }));
  const write = (file: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(proc, file)), { recursive: true });
    fs.writeFileSync(path.join(proc, file), text);
  };

  test("is named by its control group", () => {
    const uid = fs.statSync(proc).uid;
    const line = `0: 00000000000000000000000000000000:2382 00000000000000000000000000000000:0000 0A 0:0 00:0 0 ${uid} 0 4711 1`;
    write("net/tcp", "  sl  local_address rem_address   st\n");
    write("net/tcp6", `  sl  local_address rem_address   st\n   ${line}\n`);
    write("812/cgroup", "0::/system.slice/prometheus.service\n");
    write("1/cgroup", "0::/init.scope\n");
    const holder = portHolder(9090, "127.77.3.1", proc);
    expect(holder).toEqual({ everywhere: true, service: "prometheus.service" });
    expect(portTakenText(9090, "127.77.3.1", holder)).toBe(
      "the service prometheus.service listens on port 9090 of every address of this machine already; " +
        "`sudo systemctl disable --now prometheus` ends it, now and after a restart",
    );
  });
});

test.each([
  [
    { everywhere: false, pid: 5, program: "redis-server" },
    /^redis-server \(process 5\) listens on 127.77.3.1:6379 already; `kill 5`/,
  ],
  [undefined, /^another program listens on 127.77.3.1:6379 already; `sudo ss .*:6379'` says which$/],
])("what frees a port is said: %j", (holder, text) => {
  expect(portTakenText(6379, "127.77.3.1", holder)).toMatch(text);
});
