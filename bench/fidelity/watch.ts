import * as fs from "node:fs";
import * as https from "node:https";
import * as path from "node:path";
import type { Cluster, KubernetesObject } from "../../twin/controlplane";

/** What a watch tells. */
export interface WatchEvent {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  object: KubernetesObject;
}

/**
 * Watches a collection of the API server until the signal fires; each connection that ends is followed by another one.
 *
 * @param collection path, for example `/apis/autoscaling/v2/horizontalpodautoscalers`
 */
export async function watch(
  cluster: Cluster,
  collection: string,
  onEvent: (event: WatchEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const pki = (name: string) => fs.readFileSync(path.join(cluster.folder, "pki", name));
  const options = { ca: pki("ca.crt"), cert: pki("admin.crt"), key: pki("admin.key"), signal };
  while (!signal.aborted) {
    await new Promise<void>((resolve, reject) => {
      const request = https.get(`${cluster.server}${collection}?watch=true`, options, (response) => {
        if (response.statusCode !== 200) reject(new Error(`watch of ${collection}: ${response.statusCode}`));
        response.on(
          "data",
          lines((line) => onEvent(JSON.parse(line) as WatchEvent)),
        );
        response.on("close", resolve);
        response.on("error", () => resolve());
      });
      request.on("error", (error) => (signal.aborted ? resolve() : reject(error)));
    });
  }
}

/** Calls for each whole line of what comes in pieces. */
export function lines(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = rest.toString("utf8", 0, end);
      rest = rest.subarray(end + 1);
      if (line.trim() !== "") onLine(line);
    }
  };
}
