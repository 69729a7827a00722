import { existsSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { eventsOf, question } from "./support/app";
import { buildApp } from "./support/built-app";
import { freePort } from "./support/free-port";
import { listen, temporaryFolder } from "./support/opened";
import { AppProcess } from "./support/process";
import { startGateway } from "./support/gateway";
import { until } from "./support/until";

describe("the processes as the kubelet has them", () => {
  let app: ReturnType<typeof buildApp>;
  let folder: string;
  /** A Redis that takes connections and never says a word: a start waits for it. */
  let silent: Server;
  let connections = 0;

  const start = (script: "main" | "worker-main", environment: Record<string, string>): AppProcess => {
    return AppProcess.start(join(app.folder, "dist", `${script}.js`), {
      HTTP_HOST: "127.0.0.1",
      HTTP_PORT: "0",
      GRPC_PORT: "0",
      HEALTH_PORT: "0",
      METRICS_PORT: "0",
      HOLYSHEEP_API_KEY: "test",
      DRAIN_NOTICE: "0",
      ...environment,
    });
  };

  beforeAll(async () => {
    app = buildApp("process");
    folder = temporaryFolder();
    silent = createServer((socket) => {
      connections += 1;
      socket.on("error", () => undefined);
    });
    await listen(silent);
  });
  test("the API ends at once with 0 when it is stopped while it starts", async () => {
    const { port } = silent.address() as { port: number };
    const api = start("main", { REDIS_HOST: "127.0.0.1", REDIS_PORT: String(port) });
    await until(() => connections > 0);
    api.kill("SIGTERM");
    // Without a handler the signal's own name would stand here, and process 1 of a container would go on.
    expect(await api.ended()).toBe(0);
    expect(api.output.join("")).not.toMatch(/"ready"|drained/);
  });

  test.each([
    ["main", { SESSION_STORE: "memory" }],
    ["worker-main", { REDIS_HOST: "127.0.0.1", REDIS_PORT: "1" }],
  ] as const)("%s touches the heartbeat file that it is given", async (script, environment) => {
    const file = join(folder, script, "heartbeat");
    start(script, { ...environment, HEARTBEAT_FILE: file });
    await until(() => existsSync(file));
  });

  test("the API finishes the stream that it is writing when it is stopped, and ends with 0", async () => {
    const gateway = await startGateway({ firstTokenMs: 20, tokenMs: 50, tokens: 20 });
    const port = await freePort();
    const api = start("main", {
      SESSION_STORE: "memory",
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      HTTP_PORT: String(port),
      DRAIN_NOTICE: "0.3",
    });
    const url = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${url}/ready`).catch(() => undefined))?.ok);
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(question({ stream: true })),
    });
    api.kill("SIGTERM");
    await until(async () => (await fetch(`${url}/ready`)).status === 503);
    const events = await eventsOf(response);
    expect([events.length, events.at(-1)]).toEqual([22, "[DONE]"]);
    expect(await api.ended()).toBe(0);
  });
});
