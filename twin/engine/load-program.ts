import { sep } from "node:path";
import { ProjectError } from "../project";
import type { Project } from "../project";

/** A program, ready to run. */
export interface Program {
  /** Loads it, which registers its resources, and gives its exports: the stack's outputs. */
  run(): Promise<Record<string, unknown>>;
  /** Forgets its modules, so that the next run is a first run. */
  unload(): void;
}

/**
 * Prepares a project's program. While it runs, it is in its project's folder, as under the Pulumi CLI, and what it prints
 * goes to stderr.
 *
 * @throws ProjectError when `main` names no module
 */
export function loadProgram(project: Project): Program {
  let path: string;
  try {
    path = require.resolve(project.main);
  } catch {
    throw new ProjectError(`Pulumi.yaml: main names ${project.main}, which is no module and has no index file`);
  }
  const folder = process.cwd();
  const { log, info, debug } = console;
  process.chdir(project.directory);
  console.log = console.info = console.debug = console.error;

  return {
    run: async () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program is CommonJS, and its path a value
      const exported: unknown = require(path);
      return (await (typeof exported === "function" ? exported() : exported)) as Record<string, unknown>;
    },
    unload: () => {
      process.chdir(folder);
      Object.assign(console, { log, info, debug });
      forget(path);
    },
  };
}

/** Forgets a module and what it loaded, but no packages: those keep no trace of a run, and take a second to load. */
function forget(file: string): void {
  const loaded = require.cache[file];
  if (!loaded || file.includes(`${sep}node_modules${sep}`)) return;
  Reflect.deleteProperty(require.cache, file);
  for (const child of loaded.children) forget(child.filename);
}
