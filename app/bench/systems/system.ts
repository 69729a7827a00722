import { once } from "node:events";
import { get } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { hasEnded, stop, type Running } from "../processes";

/** What is measured: our app or one of its peers. */
export interface System {
  name: string;
  /** Versions of what answers, as installed. */
  version: string;
  /** How it is started, without this machine's paths. */
  commandLine: string;
  /** Why it cannot be measured here; absent when it can. */
  missing?: string;
  launch(surroundings: Surroundings): Promise<Launched>;
}

/** What a system finds when it starts. */
export interface Surroundings {
  upstreamPort: number;
  /** A folder for its log and its secrets, removed at the end of the run. */
  folder: string;
}

/** A system that answers. */
export interface Launched {
  port: number;
  /** Milliseconds from the start of the process to the first 200 of its readiness path. */
  readyMs: number;
  running: Running;
}

const readyTimeoutMs = 90_000;
const pollMs = 5;

/** Waits until a system that was just started says that it is ready; ends it and fails if it never does. */
export async function untilReady(name: string, running: Running, port: number, path: string): Promise<Launched> {
  const begin = performance.now();
  while (performance.now() - begin < readyTimeoutMs && !hasEnded(running)) {
    if (await answersOk(port, path)) return { port, running, readyMs: performance.now() - begin };
    await sleep(pollMs);
  }
  const what = hasEnded(running) ? "ended before it was ready" : `was not ready within ${readyTimeoutMs / 1000} s`;
  await stop(running);
  throw new Error(`${name} ${what}. It last wrote:\n${running.lastOutput()}`);
}

/** A port on loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function answersOk(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path, agent: false, timeout: 5_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}
