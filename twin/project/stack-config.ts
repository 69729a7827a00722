import { existsSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar } from "yaml";
import type { Node, Pair } from "yaml";
import { isObject, secretMark } from "@breakwater/plan-views";
import { ProjectError } from "./project-error";
import { stacksOf } from "./project";
import type { Project } from "./project";
import { readYaml } from "./yaml-file";
import type { YamlFile } from "./yaml-file";

/** The keys that Pulumi knows in `Pulumi.<stack>.yaml`. */
const stackKeys = ["config", "secretsprovider", "encryptionsalt", "encryptedkey", "environment"] as const;

/** The configuration of one stack, as the Pulumi CLI hands it to a program. */
export interface StackConfig {
  /** Values by `namespace:key`; objects and lists as JSON text. */
  values: Record<string, string>;
  /** The keys whose values are secret, sorted. */
  secretKeys: string[];
}

/** One entry of a `config` section. */
interface Entry {
  /** `namespace:key`. */
  key: string;
  value: unknown;
  /** Where it stands, for messages. */
  at: string;
}

/** A `config` section: what stands in it, and what is wrong with it. */
interface Entries {
  entries: Entry[];
  problems: string[];
}

interface Value {
  text: string;
  secret: boolean;
}

/**
 * Reads a stack's configuration: the defaults of `Pulumi.yaml`, then `Pulumi.<stack>.yaml`, then `overrides`.
 *
 * A `secure:` value needs the stack's key or passphrase, which a plan must do without: `[secret]` stands in for it, and it is
 * a secret to the program all the same.
 *
 * @param overrides values by `key` (of the project's own namespace) or `namespace:key`
 * @throws ProjectError that lists everything that is wrong
 */
export function readStackConfig(project: Project, stack: string, overrides: Record<string, string> = {}): StackConfig {
  const path = join(project.stackFolder, `Pulumi.${stack}.yaml`);
  if (!existsSync(path)) {
    const known = stacksOf(project);
    throw new ProjectError(
      `there is no stack "${stack}": Pulumi.${stack}.yaml is missing; ` +
        (known.length > 0 ? `there are the stacks ${known.join(", ")}` : "no stack has a file yet"),
    );
  }
  const file = readYaml(path, stackKeys);
  const { entries: declared, problems: wronglyDeclared } = entriesOf(project.file, project.name);
  const { entries: set, problems: wronglySet } = entriesOf(file, project.name);
  const problems = [...wronglyDeclared, ...wronglySet];
  const override = new Map(Object.entries(overrides).map(([key, text]) => [qualify(key, project.name), text]));
  const collected = new Map<string, Value>();

  for (const { key, value, at } of declared) {
    const fallback = defaultOf(value);
    if (fallback !== undefined) collected.set(key, fallback);
    else if (!override.has(key) && !set.some((entry) => entry.key === key)) {
      problems.push(`${at}: ${key} has no default, so ${file.name} must set it`);
    }
  }
  for (const { key, value, at } of set) {
    const given = maskSecure(value);
    const declaration = declared.find((entry) => entry.key === key)?.value;
    const type = isObject(declaration) ? declaration.type : undefined;
    if (typeof type === "string" && !given.secret && !isOfType(type, given.text)) {
      problems.push(`${at}: ${key} must be of the type ${type}; it is ${given.text}`);
    }
    collected.set(key, given);
  }
  if (problems.length > 0) throw new ProjectError(problems.join("\n"));
  for (const [key, text] of override) collected.set(key, { text, secret: collected.get(key)?.secret ?? false });

  const keys = [...collected.keys()].sort();
  return {
    values: Object.fromEntries(keys.map((key) => [key, collected.get(key)!.text])),
    secretKeys: keys.filter((key) => collected.get(key)!.secret),
  };
}

/** Keys without a namespace belong to the project's own. */
function qualify(key: string, namespace: string): string {
  return key.includes(":") ? key : `${namespace}:${key}`;
}

function entriesOf(file: YamlFile, namespace: string): Entries {
  const section = file.document.get("config", true) as Node | undefined;
  if (section === undefined || (isScalar(section) && section.value === null)) return { entries: [], problems: [] };
  if (!isMap(section)) {
    return { entries: [], problems: [`${file.at(section)}: config must be a map of keys to values`] };
  }
  const entries: Entry[] = [];
  const problems: string[] = [];
  for (const { key, value } of section.items as Pair<Node, Node | null>[]) {
    const name = String(key);
    const at = file.at(key);
    const plain: unknown = value?.toJS(file.document) ?? null;
    if (!/^[^:]+(:[^:]+)?$/.test(name)) {
      problems.push(`${at}: "${name}" is no configuration key; allowed are key and namespace:key`);
    } else if (plain !== null) {
      entries.push({ key: qualify(name, namespace), value: plain, at });
    }
  }
  return { entries, problems };
}

/**
 * What an entry of `Pulumi.yaml` gives to a stack that does not set the key. An entry is a plain value, `{ value }`, or a
 * declaration `{ type, default?, secret? }`.
 */
function defaultOf(entry: unknown): Value | undefined {
  if (!isObject(entry) || !("type" in entry || "default" in entry || "value" in entry)) return maskSecure(entry);
  const plain = entry.value ?? entry.default;
  if (plain === undefined || plain === null) return undefined;
  const value = maskSecure(plain);
  return { ...value, secret: value.secret || entry.secret === true };
}

/** A value as text, with `[secret]` in place of everything encrypted in it. */
function maskSecure(plain: unknown): Value {
  let secret = false;
  const mask = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mask);
    if (!isObject(value)) return value;
    const keys = Object.keys(value);
    if (keys.length === 1 && keys[0] === "secure") {
      secret = true;
      return secretMark;
    }
    return Object.fromEntries(keys.map((key) => [key, mask(value[key])]));
  };
  const masked = mask(plain);
  return { text: typeof masked === "object" ? JSON.stringify(masked) : String(masked), secret };
}

/** Whether a value fits a type that `Pulumi.yaml` declares for its key. */
function isOfType(type: string, text: string): boolean {
  switch (type) {
    case "integer":
      return /^-?\d+$/.test(text);
    case "boolean":
      return text === "true" || text === "false";
    case "array":
      return text.startsWith("[");
    case "object":
      return text.startsWith("{");
    default:
      return true;
  }
}
