import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { programSets } from "../twin/addons";
import { controlPlane, ensurePrograms, readModule } from "../twin/controlplane";
import { platformOf } from "../twin/images/manifest";
import { imageOf, layerOf } from "../twin/images/testing/image";
import { Progress } from "../twin/terminal";
import { pushImage, startRealRegistry } from "../tests/support/registry";
import { repository } from "./measure";
import type { Figure } from "./measure";

/** Runs that each figure is the median of: each takes about a minute. */
const firstUps = 3;

/**
 * `make up` on a machine that has neither Go nor a cache, until the chat answers at its address: all programs from a real registry
 * on loopback, which holds them as their makers' images would. What the network takes is not in it.
 */
export async function benchFirstUp(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "breakwater-first-up-"));
  const registry = await startRealRegistry(folder);
  const runs: FirstUp[] = [];
  try {
    await fill(registry.url);
    const lock = path.join(folder, "lock.json");
    fs.writeFileSync(lock, "{}");
    for (let run = 0; run < firstUps; run++) {
      const own = path.join(folder, String(run));
      const env = {
        ...process.env,
        PATH: pathWithoutGo(),
        BREAKWATER_BINARIES: "download",
        BREAKWATER_REGISTRY: registry.url,
        BREAKWATER_IMAGES_LOCK: lock,
        BREAKWATER_CACHE: path.join(own, "cache"),
        BREAKWATER_STATE: path.join(own, "state"),
      };
      try {
        runs.push(await firstUp(env));
      } finally {
        await make("down", env, () => undefined);
        fs.rmSync(own, { recursive: true, force: true });
      }
    }
  } finally {
    await registry.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return [
    {
      name: "make up, from an empty cache to the chat, images from loopback",
      unit: "s",
      values: runs.map(({ all }) => all),
      limit: 90,
    },
    {
      name: "of which fetching: downloaded, checked, unpacked",
      unit: "s",
      values: runs.map(({ downloading }) => downloading),
    },
    {
      name: "of which all else, which is ours",
      unit: "s",
      values: runs.map(({ all, downloading }) => all - downloading),
      limit: 30,
    },
  ];
}

/** Builds all programs unless that was done before, and puts them into a registry as their makers' images have them. */
async function fill(url: string): Promise<void> {
  const progress = new Progress();
  const env = { ...process.env, BREAKWATER_BINARIES: "build" };
  const options = { onProgress: progress.step, signal: new AbortController().signal, env };
  try {
    for (const set of [controlPlane, ...programSets]) {
      const { folder } = await ensurePrograms(set, options);
      const { goMod } = readModule(set);
      for (const { name, official } of set.binaries) {
        const found = official?.(goMod);
        if (found === undefined) throw new Error(`${name} has no official image`);
        progress.step({ text: `making the image of ${name}` });
        const layer = layerOf([{ path: found.path.slice(1), content: fs.readFileSync(path.join(folder, name)) }]);
        await pushImage(url, found.image, imageOf([layer], platformOf()));
      }
    }
  } finally {
    progress.stop();
  }
}

/** Seconds of a first `up`; `downloading` is with the Node.js that make takes from the npm registry where the machine's is too old. */
interface FirstUp {
  all: number;
  downloading: number;
}

async function firstUp(env: NodeJS.ProcessEnv): Promise<FirstUp> {
  const started = performance.now();
  const now = () => (performance.now() - started) / 1000;
  let [downloading, since, answering] = [0, undefined as number | undefined, undefined as Promise<number> | undefined];
  await make("up", env, (line) => {
    const isDownload = line.startsWith("downloading ") || line.includes(": taking Node.js");
    if (isDownload) since ??= now();
    else if (since !== undefined) [downloading, since] = [downloading + now() - since, undefined];
    const url = /answers in the browser: (\S+)/.exec(line)?.[1];
    if (url !== undefined) answering = fetch(url).then(({ ok }) => (ok ? now() : NaN));
  });
  const all = await answering;
  if (all === undefined || Number.isNaN(all)) throw new Error("make up ended without the chat's address");
  return { all, downloading };
}

/** Runs a target to its end, told of each line that it prints. */
function make(target: "up" | "down", env: NodeJS.ProcessEnv, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("make", ["--no-print-directory", target], {
      cwd: repository,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [said, rest] = ["", ""];
    const take = (chunk: Buffer) => {
      said += chunk.toString();
      const lines = (rest + chunk.toString()).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(onLine);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`make ${target} ended with ${code}:\n${said}`)),
    );
  });
}

/** The PATH but for the folders that have a Go. */
function pathWithoutGo(): string {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.filter((folder) => !fs.existsSync(path.join(folder, "go"))).join(path.delimiter);
}
