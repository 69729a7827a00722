import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { renderFiles } from "../plan/render-files";
import type { RenderedFiles } from "../plan/render-files";
import { loadPlan } from "./load-plan";
import type { PlanSource } from "./load-plan";
import { print } from "../terminal";
import { UsageError } from "./report-error";

/** Says that a folder is ours, and which files in it are. */
const markerFile = ".breakwater-render.json";

export interface RenderOptions extends PlanSource {
  /** Folder to write to. */
  out: string;
  /** Print what was written as JSON. */
  json?: boolean;
}

/** What a run of `render` changed. */
export interface RenderResult {
  written: string[];
  unchanged: string[];
  removed: string[];
}

/** `breakwater render`: a Plan as manifests, Helm values and Azure inputs. */
export async function run({ out, json, ...source }: RenderOptions): Promise<number> {
  const folder = resolve(out);
  const before = filesOfLastRender(folder);
  const result = writeFiles(folder, renderFiles(await loadPlan(source)), before);
  const { written, unchanged, removed } = result;
  const counts = `${written.length} written, ${unchanged.length} unchanged, ${removed.length} removed`;
  await print(json ? `${JSON.stringify(result, null, 2)}\n` : `${counts} in ${out}\n`);
  return 0;
}

/**
 * The files that the last run wrote into a folder; none where it is new or empty.
 *
 * @throws UsageError for a folder with something in it that no run of `render` wrote
 */
function filesOfLastRender(folder: string): string[] {
  if (!existsSync(folder)) return [];
  if (!statSync(folder).isDirectory()) throw new UsageError(`--out ${folder}: it is a file; a folder is needed`);
  if (readdirSync(folder).length === 0) return [];
  const marker = join(folder, markerFile);
  if (!existsSync(marker)) {
    throw new UsageError(
      `--out ${folder}: it is not empty and was not made by \`breakwater render\`; name a new or an empty folder`,
    );
  }
  try {
    const { files } = JSON.parse(readFileSync(marker, "utf8")) as { files: string[] };
    if (files.every((file) => resolve(folder, file).startsWith(folder + sep))) return files;
  } catch {
    // The message below says what to do about a marker that cannot be read.
  }
  throw new UsageError(`${marker}: cannot be read; remove the folder and render again`);
}

/**
 * Makes a folder hold exactly these files of ours, and leaves files of others alone.
 *
 * @throws UsageError where a file of someone else's stands in the way
 */
function writeFiles(folder: string, files: RenderedFiles, before: string[]): RenderResult {
  const foreign = [...files.keys()].filter((file) => !before.includes(file) && existsSync(join(folder, file)));
  if (foreign.length > 0) {
    throw new UsageError(
      `--out ${folder}: these files are not from \`breakwater render\` and would be lost: ${foreign.join(", ")}`,
    );
  }
  mkdirSync(folder, { recursive: true });
  // Written first with the old files and the new, so that a run that is cut off leaves nothing that the next one does not know.
  writeMarker(folder, [...new Set([...before, ...files.keys()])]);

  const result: RenderResult = { written: [], unchanged: [], removed: [] };
  for (const [file, text] of files) {
    const path = join(folder, file);
    if (existsSync(path) && readFileSync(path, "utf8") === text) {
      result.unchanged.push(file);
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    result.written.push(file);
  }
  for (const file of before.filter((name) => !files.has(name))) {
    rmSync(join(folder, file), { force: true });
    removeIfEmpty(dirname(join(folder, file)));
    result.removed.push(file);
  }
  writeMarker(folder, [...files.keys()]);
  return result;
}

function writeMarker(folder: string, files: string[]): void {
  const note =
    "Written by `breakwater render`, which owns the files below and removes those that the Plan no longer has.";
  writeFileSync(join(folder, markerFile), `${JSON.stringify({ note, files: files.sort() }, null, 2)}\n`);
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
