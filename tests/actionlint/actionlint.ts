import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { areBuilt, ensurePrograms, type ProgramSet } from "../../twin/controlplane";
import { root } from "../support/breakwater";

/** A public linter of GitHub's workflows: their keys, expressions and, by shellcheck where that is installed, their shell. */
const programs: ProgramSet = {
  title: "actionlint",
  cacheName: "actionlint",
  folder: __dirname,
  binaries: [{ name: "actionlint", package: "github.com/rhysd/actionlint/cmd/actionlint", seconds: 20 }],
  stamps: () => [],
};

/** Why workflows cannot be linted here, and what mends it; `undefined` when they can. */
export function actionlintLack(): string | undefined {
  if (areBuilt(programs) || spawnSync("go", ["version"]).status === 0) return undefined;
  return "actionlint is built with Go, and there is no `go` on the PATH: https://go.dev/dl/ brings it";
}

/** What actionlint says. */
export interface Linted {
  /** 0 where it finds nothing, 1 where it does. */
  exitCode: number | null;
  /** Its findings, each with file, line and column. */
  output: string;
}

/**
 * Lints the workflows of a repository.
 *
 * @param folder the repository, with its .git and .github
 * @param onProgress told what is being built, the first time
 * @throws ControlPlaneError when actionlint cannot be built
 */
export async function lintWorkflows(
  folder: string = root,
  onProgress: (what: string) => void = () => undefined,
): Promise<Linted> {
  const signal = new AbortController().signal;
  const built = await ensurePrograms(programs, { onProgress: (step) => onProgress(step.text), signal });
  // Nothing here is Python. No colours, so that the output is the same for a terminal and for a test.
  const child = spawn(join(built.folder, "actionlint"), ["-no-color", "-pyflakes="], { cwd: folder });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, output }));
  });
}
