import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { unzipSync } from "fflate";
import { ControlPlaneError } from "../errors";

/** The proxy that Go asks where nothing else is said (go help environment, GOPROXY). */
const publicProxy = "https://proxy.golang.org";

/** Longest wait for a module, milliseconds, and most bytes of it: Go takes none that is larger (golang.org/x/mod/zip, MaxZipFile). */
const patience = 120_000;
const largestModule = 500 * 2 ** 20;

/** A module at a version, with what go.sum says of its files. */
export interface PinnedModule {
  module: string;
  version: string;
  /** `h1:…`. */
  sum: string;
}

/**
 * Takes the files of one folder of a module from a Go module proxy (go.dev/ref/mod#goproxy-protocol), without Go. All files of the
 * module are checked against go.sum before one counts.
 *
 * @param folder path in the module
 * @param target folder to make, which holds that path afterwards; whatever ends this early leaves nothing
 * @throws ControlPlaneError when no proxy may be asked, none gives it, or it is not what go.sum says
 * @throws the signal's reason once it is aborted
 */
export async function takeFromProxy(
  pinned: PinnedModule,
  folder: string,
  target: string,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const { module, version, sum } = pinned;
  const proxy = proxyOf(env);
  const bytes = await download(`${proxy}/${escaped(module)}/@v/${escaped(version)}.zip`, signal);
  const files = unzipped(bytes, module);
  const found = sumOf(files);
  if (found !== sum) throw new ControlPlaneError(`${proxy} gives another ${module} ${version} than go.sum: ${found}`);
  const draft = `${target}.${process.pid}`;
  fs.rmSync(draft, { recursive: true, force: true });
  try {
    const root = `${module}@${version}/`;
    for (const [name, content] of Object.entries(files)) {
      if (!name.startsWith(`${root}${folder}/`)) continue;
      const file = path.join(draft, path.posix.join("/", name.slice(root.length)));
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      fs.writeFileSync(file, content, { mode: 0o600 });
    }
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(draft, target);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

/** The first proxy of `GOPROXY`, which separates them by commas and bars; `off` and `direct` are none. */
function proxyOf({ GOPROXY }: NodeJS.ProcessEnv): string {
  const proxies = (GOPROXY || publicProxy).split(/[,|]/).map((entry) => entry.trim());
  const first = proxies.find((entry) => /^https?:\/\//.test(entry));
  if (first !== undefined && proxies[0] !== "off") return first.replace(/\/+$/, "");
  throw new ControlPlaneError(
    `GOPROXY = ${JSON.stringify(GOPROXY)} names no proxy, and there is no Go to fetch modules otherwise`,
  );
}

/** Capital letters are written as an exclamation mark and the small one (go.dev/ref/mod#goproxy-protocol). */
function escaped(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}

async function download(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const { host } = new URL(url);
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) });
    if (!answer.ok) throw new ControlPlaneError(`${host} answers with status ${answer.status}`);
    if (Number(answer.headers.get("content-length") ?? 0) > largestModule)
      throw new ControlPlaneError(`${host} gives more than ${largestModule / 2 ** 20} MiB`);
    return new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ControlPlaneError) throw error;
    const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    throw new ControlPlaneError(`${host} cannot be asked: ${code ?? message}`);
  }
}

function unzipped(bytes: Uint8Array, module: string): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes);
  } catch (error) {
    throw new ControlPlaneError(`the archive of ${module} cannot be unpacked: ${(error as Error).message}`);
  }
}

/** The sum of a module's files as go.sum has it: `h1:` of golang.org/x/mod/sumdb/dirhash. */
export function sumOf(files: Readonly<Record<string, Uint8Array>>): string {
  const hashOf = (content: Uint8Array | string) => createHash("sha256").update(content);
  const names = Object.keys(files).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const lines = names.map((name) => `${hashOf(files[name]!).digest("hex")}  ${name}\n`);
  return `h1:${hashOf(lines.join("")).digest("base64")}`;
}
