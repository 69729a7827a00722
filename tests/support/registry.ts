import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { choosePorts, ensurePrograms, type ProgramSet } from "../../twin/controlplane";
import type { Image } from "../../twin/images";
import type { MadeImage } from "../../twin/images/testing/image";
import { eventually } from "./eventually";

/** The registry that Docker Hub and others run: CNCF Distribution, built from its Go module. */
const distribution: ProgramSet = {
  title: "a registry",
  cacheName: "registry",
  folder: path.resolve(__dirname, "../registry"),
  binaries: [{ name: "registry", package: "github.com/distribution/distribution/v3/cmd/registry", seconds: 60 }],
  stamps: () => [],
};

/** A real registry on loopback. */
export interface RealRegistry {
  /** `http://127.0.0.1:40123`. */
  url: string;
  end(): Promise<void>;
}

/** Builds the registry unless that was done before. */
export async function buildRegistry(onProgress: (step: { text: string }) => void = () => undefined): Promise<string> {
  const options = {
    onProgress,
    signal: new AbortController().signal,
    env: { ...process.env, BREAKWATER_BINARIES: "build" },
  };
  return path.join((await ensurePrograms(distribution, options)).folder, "registry");
}

/**
 * Starts the registry.
 *
 * @param folder where it keeps what it holds
 */
export async function startRealRegistry(folder: string): Promise<RealRegistry> {
  const program = await buildRegistry();
  const { registry: port } = await choosePorts(["registry"]);
  const file = path.join(folder, "registry.json");
  // JSON is YAML.
  const configuration = {
    version: 0.1,
    log: { level: "fatal" },
    storage: { filesystem: { rootdirectory: path.join(folder, "held") } },
    http: { addr: `127.0.0.1:${port}` },
  };
  fs.writeFileSync(file, JSON.stringify(configuration));
  // It would look for somebody who takes its traces.
  const env = { ...process.env, OTEL_TRACES_EXPORTER: "none" };
  const child = spawn(program, ["serve", file], { env, stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(`${url}/v2/`).then(
      ({ ok }) => ok,
      () => child.exitCode !== null,
    );
  await eventually(answers, Boolean, 60);
  return {
    url,
    async end() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

/** Puts an image into a registry, below the name of its own registry, as in a mirror. */
export async function pushImage(url: string, { registry, repository, tag }: Image, made: MadeImage): Promise<void> {
  const base = `${url}/v2/${registry}/${repository}`;
  for (const { bytes, digest } of made.blobs) {
    const begun = await fetch(`${base}/blobs/uploads/`, { method: "POST" });
    const place = new URL(begun.headers.get("location") ?? "", url);
    place.searchParams.set("digest", digest);
    await sent(place, bytes, "application/octet-stream");
  }
  for (const { bytes, digest, mediaType } of made.manifests)
    await sent(new URL(`${base}/manifests/${digest}`), bytes, mediaType);
  const top = made.manifests.at(-1)!;
  await sent(new URL(`${base}/manifests/${tag}`), top.bytes, top.mediaType);
}

async function sent(url: URL, bytes: Buffer, type: string): Promise<void> {
  const answer = await fetch(url, { method: "PUT", headers: { "content-type": type }, body: new Uint8Array(bytes) });
  if (answer.status !== 201) throw new Error(`PUT ${url.pathname}: ${answer.status} ${await answer.text()}`);
}
