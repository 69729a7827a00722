import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { KubernetesObject } from "../api/objects";
import type { CustomKind } from "./catalogue";

/** A definition as its file has it, told by a look at the text: to parse all of a service's files takes seconds. */
interface Found extends CustomKind {
  text: string;
}

/**
 * The definitions in a folder's YAML files.
 *
 * @param kinds those that are wanted, or all
 * @throws Error naming the kinds that no file has
 */
export function readDefinitions(folder: string, kinds: readonly CustomKind[] | "all"): KubernetesObject[] {
  const found = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .flatMap((name) => definitionsIn(fs.readFileSync(path.join(folder, name), "utf8")));
  if (kinds === "all") return found.map(parsed);
  const missing = kinds.filter((wanted) => !found.some((candidate) => isSame(candidate, wanted)));
  if (missing.length > 0) {
    const names = missing.map(({ group, kind }) => `${kind}.${group}`).join(", ");
    throw new Error(`${folder} has no definition of ${names}`);
  }
  return found.filter((candidate) => kinds.some((wanted) => isSame(candidate, wanted))).map(parsed);
}

function definitionsIn(content: string): Found[] {
  return content.split(/^---\s*$/m).flatMap((document) => {
    // A chart's file stands between two lines of a template.
    const text = document.replaceAll(/^\{\{-? .*\}\}\s*$/gm, "");
    if (!/^kind: CustomResourceDefinition$/m.test(text)) return [];
    const group = /^ {2}group: (\S+)$/m.exec(text)?.[1];
    const kind = /^ {2}names:\n(?: {4}.*\n)*? {4}kind: (\S+)$/m.exec(text)?.[1];
    return group !== undefined && kind !== undefined ? [{ group, kind, text }] : [];
  });
}

function isSame(a: CustomKind, b: CustomKind): boolean {
  return a.group === b.group && a.kind === b.kind;
}

/** A conversion asks a server of the service, which does not run here; without it only versions with one shape are served alike. */
function parsed({ text }: Found): KubernetesObject {
  const definition = parse(text) as KubernetesObject & { spec: Record<string, unknown> };
  const spec = Object.fromEntries(Object.entries(definition.spec).filter(([field]) => field !== "conversion"));
  return { ...definition, spec };
}
