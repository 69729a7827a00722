import * as path from "node:path";
import type { KubernetesObject } from "../api/objects";
import { cacheRoot } from "../build/cache";
import { readJsonFile, writeFileAtomically } from "../../files";
import { neededOf } from "./catalogue";
import type { CustomKind, DefinitionSource } from "./catalogue";
import { readDefinitions } from "./definition-files";
import { definitionsKey, downloadModule } from "./modules";

/**
 * The definitions that these kinds need, read from the cache, which is filled from the Go modules on first use: afterwards
 * no network is needed, and no YAML is parsed.
 *
 * @throws ControlPlaneError when a module cannot be had
 */
export async function definitionsOf(used: readonly CustomKind[], signal: AbortSignal): Promise<KubernetesObject[]> {
  const sets = neededOf(used).map(({ source, kinds }) => new SourceCache(source, signal).read(kinds));
  return (await Promise.all(sets)).flat();
}

/** One source's part of the cache: a file for each kind, or one for all. */
class SourceCache {
  private module: Promise<string> | undefined;

  constructor(
    private readonly source: DefinitionSource,
    private readonly signal: AbortSignal,
  ) {}

  async read(kinds: CustomKind[] | "all"): Promise<KubernetesObject[]> {
    if (kinds === "all") return this.cached("all", kinds);
    const definitions = kinds.map((kind) => this.cached(`${kind.kind}.${kind.group}`, [kind]));
    return (await Promise.all(definitions)).flat();
  }

  private async cached(name: string, kinds: CustomKind[] | "all"): Promise<KubernetesObject[]> {
    const { module, folder, groups } = this.source;
    const file = path.join(cacheRoot(), "definitions", definitionsKey(), groups[0] ?? "", `${name}.json`);
    const known = readJsonFile(file) as KubernetesObject[] | undefined;
    if (known) return known;
    this.module ??= downloadModule(module, folder, this.signal);
    const definitions = readDefinitions(path.join(await this.module, folder), kinds);
    writeFileAtomically(file, JSON.stringify(definitions));
    return definitions;
  }
}
