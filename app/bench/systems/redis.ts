import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { progress } from "../progress";
import { hasEnded, start } from "../processes";
import { freePort } from "./system";

/** A Redis on the load's core, for the app's sessions; nothing where `redis-server` is not installed. */
export async function startRedis(folder: string): Promise<number | undefined> {
  const port = await freePort();
  const running = start(
    "load",
    ["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    { logFolder: folder },
  );
  while (!hasEnded(running)) {
    if (await accepts(port)) return port;
    await sleep(20);
  }
  progress("redis-server is not installed: the app keeps its sessions in memory in this run");
  return undefined;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
