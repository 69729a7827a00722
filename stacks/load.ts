import { conflicts, findConflicts } from "./conflicts";
import type { Conflict } from "./conflicts/conflict";
import { dev } from "./dev";
import { nearest } from "./nearest";
import {
  alertWebhookUrl,
  clientApiKeys,
  configKeys,
  dockerHubToken,
  edgeLoginSecret,
  environmentKey,
  overrides,
  secretKeys,
} from "./overrides";
import { prod } from "./prod";
import { type Settings, settingsSchema } from "./schema";
import { SettingsError, type SettingsProblem } from "./settings-error";
import { findWrongValues, isWithin, sentence, valueAt, type WrongValue } from "./wrong-values";

/** The namespace of our own keys in a stack's configuration; the others belong to providers. */
const namespace = "breakwater";
const qualified = (key: string): string => `${namespace}:${key}`;

const environments: Record<string, Settings> = { dev, prod };

/** Where a stack's settings come from. */
interface Source {
  /** The stack's configuration file. */
  file: string;
  /** Texts of our own namespace, by key. */
  config: ReadonlyMap<string, string>;
  /** Whether the value of a key of our own namespace stands in the file encrypted. */
  isSecret: (key: string) => boolean;
  /** Which file of `stacks/` the rest comes from. */
  environment: string;
}

/**
 * The settings of a stack: those of its environment, with what its configuration overrides, checked as a whole.
 *
 * @param stack name of the stack; it is also the environment where the configuration names none
 * @param allConfig the stack's whole configuration, texts by `namespace:key`
 * @param isSecret whether the value of a `namespace:key` is encrypted in the stack's file
 * @param more combinations that only the components know to be impossible
 * @throws SettingsError that lists everything that is wrong, before anything is registered
 */
export function loadSettings(
  stack: string,
  allConfig: Record<string, string>,
  isSecret: (key: string) => boolean,
  more: readonly Conflict[] = [],
): Settings {
  const config = ownConfig(allConfig);
  const source: Source = {
    file: `Pulumi.${stack}.yaml`,
    config,
    isSecret: (key) => isSecret(qualified(key)),
    environment: config.get(environmentKey) ?? stack,
  };
  const problems = [...unknownKeys(source), ...secretKeys.flatMap((key) => badSecret(key, source))];
  const base = Object.hasOwn(environments, source.environment) ? environments[source.environment] : undefined;
  const candidate = withOverrides(base ?? dev, config);
  if (base === undefined) {
    // The overriding values can still be judged in themselves; beside which others they stand is not known.
    const overriding = findWrongValues(candidate).map((wrong) => located(wrong, source));
    throw new SettingsError(stack, [unknownEnvironment(source), ...problems, ...overriding]);
  }
  problems.push(...wrongSettings(candidate, source, [...conflicts, ...more]).map((wrong) => located(wrong, source)));
  problems.push(...missingSecrets(candidate, source));
  if (problems.length > 0) throw new SettingsError(stack, problems);
  return settingsSchema.parse(candidate);
}

/** The configuration in our namespace, by the key alone. */
function ownConfig(allConfig: Record<string, string>): Map<string, string> {
  const prefix = qualified("");
  const entries = Object.entries(allConfig).filter(([key]) => key.startsWith(prefix));
  return new Map(entries.map(([key, text]) => [key.slice(prefix.length), text]));
}

/** A copy of `base` in which the configuration's values have their places. */
function withOverrides(base: Settings, config: ReadonlyMap<string, string>): Settings {
  const settings: Record<string, unknown> = structuredClone(base);
  for (const [key, { path, parse, adds }] of Object.entries(overrides)) {
    const text = config.get(key);
    if (text === undefined) continue;
    const steps = path.split(".");
    const group = valueAt(settings, steps.slice(0, -1)) as Record<string, unknown>;
    const last = steps.at(-1)!;
    const value = parse(text);
    group[last] = adds && isRecord(value) ? added(group[last] as Record<string, unknown>, value) : value;
  }
  return settings as Settings;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Both records' entries, the later ones' values; Azure, whose names they are, compares them without case. */
function added(base: Record<string, unknown>, more: Record<string, unknown>): Record<string, unknown> {
  const names = new Set(Object.keys(more).map((name) => name.toLowerCase()));
  const kept = Object.entries(base).filter(([name]) => !names.has(name.toLowerCase()));
  return Object.fromEntries([...kept, ...Object.entries(more)]);
}

/** What is wrong in itself, then what is wrong beside the rest. */
function wrongSettings(candidate: Settings, source: Source, rules: readonly Conflict[]): WrongValue[] {
  const wrong = findWrongValues(candidate);
  const isSound = (path: string) => !wrong.some((other) => isWithin(path, other.path) || isWithin(other.path, path));
  const conflicting = findConflicts(candidate, isSound, rules).map(({ path, allowed }) => ({
    path,
    reason: sentence(valueAt(candidate, path.split(".")), asWritten(allowed, source)),
  }));
  return [...wrong, ...conflicting];
}

/** A wrong setting with the file that it comes from, under its name there. */
function located({ path, reason }: WrongValue, { file, config, environment }: Source): SettingsProblem {
  for (const [key, override] of Object.entries(overrides)) {
    if (config.has(key) && isWithin(path, override.path)) {
      return { file, path: qualified(key) + path.slice(override.path.length), reason };
    }
  }
  return { file: `stacks/${environment}.ts`, path, reason };
}

/** `text` with every overridden setting called by the configuration key that its reader wrote. */
function asWritten(text: string, { config }: Source): string {
  return Object.entries(overrides)
    .filter(([key]) => config.has(key))
    .reduce((renamed, [key, { path }]) => renamed.replaceAll(path, qualified(key)), text);
}

/** Their values stay unsaid: a misspelt key may hold a secret. */
function unknownKeys({ file, config }: Source): SettingsProblem[] {
  const unknown = [...config.keys()].filter((key) => !configKeys.includes(key));
  return unknown.map((key) => {
    const guess = nearest(key, configKeys);
    const hint = guess === undefined ? `known are ${configKeys.join(", ")}` : `did you mean ${qualified(guess)}?`;
    return { file, path: qualified(key), reason: `is not known; ${hint}` };
  });
}

/**
 * A secret is refused in clear, where it stands in the file, its history and the plan of everybody who has them. It goes into a
 * vault, a header or a file as it is; a line break at its end is the usual accident. Its value stays unsaid.
 */
function badSecret(key: string, { file, config, isSecret }: Source): SettingsProblem[] {
  const secret = config.get(key);
  if (secret === undefined) return [];
  const path = qualified(key);
  if (!isSecret(key)) {
    const mend = `pulumi config set --secret ${key}`;
    const reason = `= [secret] must be encrypted, and it stands here in clear; withdraw this key and set a new one by ${mend}`;
    return [{ file, path, reason }];
  }
  // The list of keys is JSON, with its blanks.
  if (key === clientApiKeys || /^\S+$/.test(secret)) return [];
  return [{ file, path, reason: "= [secret] must be a text without blanks and line breaks" }];
}

/** Secrets without which other settings mean nothing: alerts that are to go somewhere, an account and a login that are to be used. */
function missingSecrets({ monitoring, registry, edge }: Settings, { file, config }: Source): SettingsProblem[] {
  const needed: [key: string, isNeeded: boolean, what: string][] = [
    [
      alertWebhookUrl,
      ["webhook", "slack"].includes(monitoring.alertReceiver),
      "the https:// address that alerts go to",
    ],
    [
      dockerHubToken,
      registry.dockerHubUsername !== "",
      `a read-only access token of the Docker Hub account ${registry.dockerHubUsername}`,
    ],
    [
      edgeLoginSecret,
      edge.enabled && edge.login.clientId !== "",
      `a client secret of the app registration ${edge.login.clientId}`,
    ],
  ];
  return needed
    .filter(([key, isNeeded]) => isNeeded && !config.has(key))
    .map(([key, , what]) => {
      const mend = `set it by pulumi config set --secret ${key}`;
      return { file, path: qualified(key), reason: `${sentence(undefined, what)}; ${mend}` };
    });
}

function unknownEnvironment({ file, config }: Source): SettingsProblem {
  const names = Object.keys(environments);
  const named = config.get(environmentKey);
  const reason = sentence(named, `one of ${names.join(", ")}`);
  const hint = named === undefined ? `; set it by pulumi config set ${environmentKey} ${names[0]}` : "";
  return { file, path: qualified(environmentKey), reason: reason + hint };
}
