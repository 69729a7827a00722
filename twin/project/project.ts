import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isMap } from "yaml";
import { ProjectError } from "./project-error";
import { readYaml } from "./yaml-file";
import type { YamlFile } from "./yaml-file";

/** The keys that Pulumi knows in `Pulumi.yaml`. */
const projectKeys = [
  "name",
  "runtime",
  "main",
  "description",
  "author",
  "website",
  "license",
  "config",
  "stackConfigDir",
  "backend",
  "options",
  "template",
  "plugins",
  "packages",
] as const;

/** What the engine needs of a `Pulumi.yaml`. */
export interface Project {
  name: string;
  /** Absolute folder of `Pulumi.yaml`. */
  directory: string;
  /** Absolute path of the program: a file, or a folder with an index file. */
  main: string;
  /** Absolute folder of the stack files `Pulumi.<stack>.yaml`. */
  stackFolder: string;
  /** The file itself, for its `config` section. */
  file: YamlFile;
}

/**
 * The folder of the project that `from` lies in: the nearest folder upward with a `Pulumi.yaml`.
 *
 * @throws ProjectError when there is none
 */
export function findProject(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (folder === dirname(folder)) {
      throw new ProjectError(`no Pulumi.yaml in ${resolve(from)} or in a folder above it: run this inside the project`);
    }
  }
}

/**
 * Reads `Pulumi.yaml` of a folder.
 *
 * @throws ProjectError for a missing or wrong file, and for a program in another language than Node.js
 */
export function readProject(directory: string): Project {
  const path = join(directory, "Pulumi.yaml");
  if (!existsSync(path)) throw new ProjectError(`${path}: there is no such file`);
  const file = readYaml(path, projectKeys);
  const { document, at } = file;

  const text = (key: string): string | undefined => {
    const value = document.get(key);
    if (value === undefined) return undefined;
    if (typeof value === "string" && value !== "") return value;
    throw new ProjectError(`${at(document.get(key, true))}: ${key} must be a text that is not empty`);
  };
  const name = text("name");
  if (name === undefined) throw new ProjectError(`${file.name}: "name", the project's name, is missing`);

  const runtime = document.get("runtime");
  const language: unknown = isMap(runtime) ? runtime.get("name") : runtime;
  if (language !== "nodejs") {
    throw new ProjectError(
      `${at(document.get("runtime", true))}: runtime must be nodejs, the only one that runs in this process; it is ${String(language)}`,
    );
  }

  const main = resolve(directory, text("main") ?? ".");
  if (!existsSync(main))
    throw new ProjectError(`${at(document.get("main", true))}: main names ${main}, which is not there`);
  return { name, directory, main, stackFolder: resolve(directory, text("stackConfigDir") ?? "."), file };
}

/** The stacks that have a file, by name. */
export function stacksOf(project: Project): string[] {
  return readdirSync(project.stackFolder)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(basename(file))?.[1])
    .filter((stack) => stack !== undefined)
    .sort();
}
