import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "../processes";
import { freePort, untilReady, type System } from "./system";

const appFolder = join(__dirname, "..", "..");

/** The key that the clients of the run present and the gateway is called with. */
const key = "bench";

/**
 * The compiled app with every feature on: client keys, the gateway's key from a file, sessions in Redis, gRPC, the health
 * thread, the heartbeat file, logs, metrics, and traces that go to a collector.
 */
export function breakwater(redisPort: number | undefined): System {
  const { version, dependencies } = JSON.parse(readFileSync(join(appFolder, "package.json"), "utf8")) as {
    version: string;
    dependencies: Record<string, string>;
  };
  return {
    name: "Breakwater",
    version: `${version}, node ${process.versions.node}, fastify ${dependencies.fastify}, undici ${dependencies.undici}`,
    commandLine: "node dist/main.js",
    async launch({ upstreamPort, folder }) {
      const [httpPort, grpcPort, healthPort] = [await freePort(), await freePort(), await freePort()];
      const keyFile = join(folder, "holysheep-api-key");
      writeFileSync(keyFile, key);
      const running = start("measured", [process.execPath, "dist/main.js"], {
        cwd: appFolder,
        logFolder: folder,
        env: {
          NODE_ENV: "production",
          HOLYSHEEP_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
          HOLYSHEEP_API_KEY_FILE: keyFile,
          CLIENT_API_KEYS: key,
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
