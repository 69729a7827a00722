import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { Document, Node } from "yaml";
import { ProjectError } from "./project-error";

/** A YAML file whose top level is a map, with the means to say where in it something is wrong. */
export interface YamlFile {
  /** Name for messages, without its folder. */
  name: string;
  document: Document.Parsed;
  /** `Pulumi.dev.yaml:3:5`, for the start of a message about this node. */
  at(node: unknown): string;
}

/**
 * Reads a YAML file and checks its top-level keys.
 *
 * @param allowed the keys that may stand at the top level
 * @throws ProjectError for a syntax error, a top level that is no map, and keys that are not allowed, all at once
 */
export function readYaml(path: string, allowed: readonly string[]): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines });
  const name = basename(path);
  const at = (node: unknown): string => {
    const offset = (node as Node | null | undefined)?.range?.[0];
    if (offset === undefined) return name;
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };

  if (document.errors.length > 0) {
    // The first line of the library's message says what is wrong; what follows draws the place, which `at` already names.
    const messages = document.errors.map(({ message, pos }) => {
      const { line, col } = lines.linePos(pos[0]);
      return `${name}:${line}:${col}: ${message.split(/ at line \d+/)[0]}`;
    });
    throw new ProjectError(messages.join("\n"));
  }
  const { contents } = document;
  // An empty stack file is one without settings.
  if (contents === null || (isScalar(contents) && contents.value === null)) return { name, document, at };
  if (!isMap(contents)) throw new ProjectError(`${at(contents)}: must be a map with the keys ${allowed.join(", ")}`);
  const unknown = contents.items.filter(({ key }) => !allowed.includes(String(key)));
  if (unknown.length > 0) {
    const messages = unknown.map(
      ({ key }) => `${at(key)}: unknown key "${String(key)}"; allowed: ${allowed.join(", ")}`,
    );
    throw new ProjectError(messages.join("\n"));
  }
  return { name, document, at };
}
