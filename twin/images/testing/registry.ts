import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Image } from "../image";
import type { Blob, MadeImage } from "./image";

/** Answers one request; `false` leaves it to the registry itself. */
export type Habit = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A registry on loopback that holds made images, and that has a habit of its own where a test gives it one. */
export interface TestRegistry {
  /** `http://127.0.0.1:40123`. */
  url: string;
  /** What was asked for, as `GET path`, with the authorization behind it if there was one. */
  asked: string[];
  habit: Habit | undefined;
  put(image: Image, made: MadeImage): void;
  close(): Promise<void>;
}

/** Starts a registry. Repositories stand below the name of their own registry, as in a mirror. */
export async function startRegistry(): Promise<TestRegistry> {
  const held = new Map<string, Blob>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    asked.push(`${request.method} ${request.url}${authorization === undefined ? "" : ` ${authorization}`}`);
    if (registry.habit?.(request, response) ?? false) return;
    const blob = held.get(request.url ?? "");
    if (request.url === "/v2/") response.writeHead(200).end("{}");
    else if (blob === undefined) response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    else response.writeHead(200, { "content-type": blob.mediaType, "content-length": blob.size }).end(blob.bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const registry: TestRegistry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    habit: undefined,
    put({ registry: host, repository, tag }, { blobs, manifests }) {
      const base = `/v2/${host}/${repository}`;
      for (const blob of blobs) held.set(`${base}/blobs/${blob.digest}`, blob);
      for (const manifest of manifests) held.set(`${base}/manifests/${manifest.digest}`, manifest);
      held.set(`${base}/manifests/${tag}`, manifests.at(-1)!);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return registry;
}
