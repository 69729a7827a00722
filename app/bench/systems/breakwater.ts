import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "../processes";
import { freePort, untilReady, type System } from "./system";

const appFolder = join(__dirname, "..", "..");

/** The key that the clients of the run present and the gateway is called with. */
const key = "bench";

/** The clients' key with every limit on, each above what a run uses. */
const keyList = JSON.stringify({
  keys: [
    {
      name: "bench",
      owner: "bench",
      sha256: createHash("sha256").update(key).digest("hex"),
      models: ["gpt-4.1", "gemini-2.5-flash", "claude-sonnet-4", "deepseek-v3.2"],
      requestsPerMinute: 1_000_000,
      tokensPerMinute: 1_000_000_000,
      tokensPerDay: 1_000_000_000_000,
      dollarsPerDay: 1_000_000,
      maxTokens: 100_000,
      maxN: 1,
      expires: "2100-01-01",
    },
  ],
});

/** Node's options in the image's entry point. */
function nodeOptions(): string[] {
  const [, entry] = /^ENTRYPOINT (.*)$/m.exec(readFileSync(join(appFolder, "Dockerfile"), "utf8"))!;
  return (JSON.parse(entry!) as string[]).slice(1);
}

/**
 * The compiled app with every feature on: client keys with limits, a daily budget, the gateway's key from a file, sessions in Redis, gRPC, the health
 * thread, the heartbeat file, logs, metrics, and traces that go to a collector.
 */
export function breakwater(redisPort: number | undefined): System {
  const { version, dependencies } = JSON.parse(readFileSync(join(appFolder, "package.json"), "utf8")) as {
    version: string;
    dependencies: Record<string, string>;
  };
  const command = [...nodeOptions(), "dist/main.js"];
  return {
    name: "Breakwater",
    version: `${version}, node ${process.versions.node}, fastify ${dependencies.fastify}, undici ${dependencies.undici}`,
    commandLine: `node ${command.join(" ")}`,
    async launch({ upstreamPort, folder }) {
      const [httpPort, grpcPort, healthPort] = [await freePort(), await freePort(), await freePort()];
      const keyFile = join(folder, "holysheep-api-key");
      writeFileSync(keyFile, key);
      const running = start("measured", [process.execPath, ...command], {
        cwd: appFolder,
        logFolder: folder,
        env: {
          NODE_ENV: "production",
          HOLYSHEEP_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
          HOLYSHEEP_API_KEY_FILE: keyFile,
          CLIENT_API_KEYS: keyList,
          DAILY_BUDGET_USD: "1000000",
          HTTP_HOST: "127.0.0.1",
          HTTP_PORT: String(httpPort),
          GRPC_PORT: String(grpcPort),
          HEALTH_PORT: String(healthPort),
          METRICS_PORT: "0",
          HEARTBEAT_FILE: join(folder, "heartbeat"),
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${upstreamPort}`,
          DRAIN_NOTICE: "0",
          ...(redisPort === undefined
            ? { SESSION_STORE: "memory" }
            : { REDIS_HOST: "127.0.0.1", REDIS_PORT: String(redisPort) }),
        },
      });
      return untilReady("The app", running, httpPort, "/ready");
    },
  };
}
