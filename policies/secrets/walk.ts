import { ifKnown } from "@breakwater/plan-views";
import { isMasked, secretIn } from "./classify";
import { secretsInCommand } from "./commands";
import { namedSecret } from "./names";
import { secretInText } from "./texts";

/** A secret that stands somewhere in clear. */
export interface SecretInClear {
  /** Path of the property, or what the place is called: `data.LLM_API_KEY`. */
  where: string;
  /** As a message names it: *a password*. */
  what: string;
}

/** How properties are looked through. */
export interface Walk {
  /** Says what was found. */
  found(secret: SecretInClear): void;
  /** Judges each item on its own, as a rule's `each`. */
  each<Item>(items: Iterable<Item>, judge: (item: Item) => void): void;
  /** Whether a secret that the program holds as one may stand here: it is kept as one. */
  mayBeMasked: boolean;
  /** Parts that are left out, by their path and the name of their property. */
  leaveOut?(path: string, name: string): boolean;
}

/** References to other objects, what pods are chosen by, and what people read. */
const namesOnly =
  /(Refs?|[sS]electors?)$|^(valueFrom|labels|matchLabels|matchExpressions|openAPIV3Schema|description|summary|title|apiVersion|kind|uid)$/;
const commandLists = /^(command|args|arguments|entrypoint)$|(Args|Arguments|Flags|Command)$/;
/** A checksum of a secret is masked with it, and shows nothing of it. */
const checksums = /checksum|hash|digest/i;

/** Looks through what a property holds, however deep. What is not known yet is left out, but where its name speaks of a secret. */
export function walk(value: unknown, path: string, name: string, how: Walk): void {
  if (typeof value === "string") {
    if (checksums.test(name)) return;
    if (isMasked(value)) {
      if (!how.mayBeMasked) how.found({ where: path, what: "a secret of the program" });
      return;
    }
    const what = secretOfSetting(name, value);
    if (what !== undefined) how.found({ where: path, what });
  } else if (Array.isArray(value)) walkList(value, path, name, how);
  else if (typeof value === "object" && value !== null) walkObject(value as Record<string, unknown>, path, how);
}

/** The secret that a setting shows whose value may be a whole file. */
export const secretOfSetting = (name: string, value: string): string | undefined =>
  /\n|^\s*[{[]/.test(value) ? secretInText(name, value) : secretIn(name, value, { namesSecrets: true });

function walkList(list: readonly unknown[], path: string, name: string, how: Walk): void {
  const words = list.map((_, index) => ifKnown(() => list[index]));
  if (commandLists.test(name) && words.every((word) => typeof word === "string" || word === undefined)) {
    const known = words.map((word) => (word === undefined || (how.mayBeMasked && isMasked(word)) ? "$(X)" : word));
    for (const what of secretsInCommand(known as string[])) how.found({ where: path, what });
    return;
  }
  how.each(list.keys(), (index) => walk(list[index], `${path}[${index}]`, name, how));
}

function walkObject(object: Record<string, unknown>, path: string, how: Walk): void {
  const variable = ifKnown(() => object.name);
  how.each(Object.keys(object), (key) => {
    const place = path === "" ? key : `${path}.${key}`;
    if (namesOnly.test(key) || how.leaveOut?.(place, key)) return;
    // A variable as Kubernetes and Azure write them: its name stands beside its value.
    const called = key === "value" && typeof variable === "string" ? variable : key;
    const read = namedSecret(called) === undefined ? ifKnown(() => object[key]) : object[key];
    // `{name: db, key: password}` names a key of a Secret.
    if (key === "key" && typeof variable === "string") return;
    walk(read, place, called, how);
  });
}
