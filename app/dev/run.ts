import { connect } from "node:net";
import { startGateway } from "./gateway/server";

/** Where Redis is looked for when nobody says. */
const redisAddress = { host: "127.0.0.1", port: 6379 };

/**
 * `npm run dev -w app`: the API against the stand-in gateway on this machine, with nothing to set up. What the environment says already
 * stays as it is, so the same command runs against a real gateway or a real Redis.
 */
async function run(): Promise<void> {
  const { env } = process;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (env.HOLYSHEEP_BASE_URL === undefined) {
    const gateway = await startGateway({ port: Number(env.GATEWAY_PORT ?? 0) });
    env.HOLYSHEEP_BASE_URL = gateway.baseUrl;
    env.HOLYSHEEP_API_KEY ??= "stand-in";
    say(`Stand-in gateway (no model behind it): ${gateway.baseUrl}`);
  }
  if (env.SESSION_STORE === undefined && env.REDIS_HOST === undefined) {
    if (await listens(redisAddress)) {
      env.REDIS_HOST = redisAddress.host;
      say(`Conversations and tasks: Redis on ${redisAddress.host}:${redisAddress.port}`);
    } else {
      env.SESSION_STORE = "memory";
      say("Conversations: in memory, gone with this process (no Redis listens here). Tasks: none.");
    }
  }
  env.HTTP_HOST ??= "127.0.0.1";
  env.DRAIN_NOTICE ??= "0";
  // The environment must be complete before the app reads it, so it is loaded only now.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- tsx leaves import() to Node, which does not know TypeScript
  require("../src/main");
  await ready(`http://127.0.0.1:${env.HTTP_PORT ?? 8080}/ready`);
  say(`Chat in the browser: http://localhost:${env.HTTP_PORT ?? 8080}/`);
}

async function ready(url: string): Promise<void> {
  while (!(await fetch(url).catch(() => undefined))?.ok) await new Promise((resolve) => setTimeout(resolve, 100));
}

function listens(address: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const end = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(300, () => end(false));
    socket.on("connect", () => end(true)).on("error", () => end(false));
  });
}

run().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});
