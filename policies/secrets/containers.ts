import { type Container, ifKnown } from "@breakwater/plan-views";
import { isMasked, secretIn } from "./classify";
import { secretsInCommand } from "./commands";
import { secretInHeader } from "./headers";
import { namedSecret } from "./names";
import { secretInText } from "./texts";
import { isNoSecret } from "./values";
import type { SecretInClear, Walk } from "./walk";

const ofTheProgram = "a secret of the program";

/** How the variables of a container are judged. */
interface Variables {
  each: Walk["each"];
  /** Further names of secrets, and names of none, by what a user says. */
  more: RegExp;
  allowed: RegExp;
}

/** Names the variables of a container that show a secret. */
export function secretVariables(
  container: Container,
  { each, more, allowed }: Variables,
  found: (name: string) => void,
): void {
  each(container.env ?? [], (variable) => {
    const { name } = variable;
    if (allowed.test(name)) return;
    const isNamed = more.test(name);
    // A value that is not known yet is none that stands in the program, but one of a secret's name may be.
    const value = isNamed || namedSecret(name) !== undefined ? variable.value : ifKnown(() => variable.value);
    // What a Plan masks is a secret of the program, whatever its name.
    if (value && (isMasked(value) || secretOfVariable(name, value) || (isNamed && !isNoSecret(value, "password"))))
      found(name);
  });
}

const secretOfVariable = (name: string, value: string): boolean =>
  (/\n|^\s*[{[]/.test(value) ? secretInText(name, value) : secretIn(name, value)) !== undefined;

/** What else of a container shows a secret: its command, its arguments, its probes and hooks. */
export function secretsBesideVariables(container: Container, found: (secret: SecretInClear) => void): void {
  // Read as one, for the value of an option may stand in the other: `command: [sh, -c]`.
  const command = wordsOf(container.command);
  const words = [...command, ...wordsOf(container.args)];
  for (const what of secretsInCommand(words)) found({ where: "its command and arguments", what });
  const { startupProbe, livenessProbe, readinessProbe, lifecycle = {} } = container as Hooks;
  const { preStop, postStart } = lifecycle;
  for (const [where, action] of Object.entries({ startupProbe, livenessProbe, readinessProbe, preStop, postStart })) {
    for (const what of secretsOfAction(action)) found({ where: `its ${where}`, what });
  }
}

interface Action {
  exec?: { command?: readonly string[] };
  httpGet?: { path?: string; httpHeaders?: readonly { name: string; value: string }[] };
}
interface Hooks {
  startupProbe?: Action;
  livenessProbe?: Action;
  readinessProbe?: Action;
  lifecycle?: { preStop?: Action; postStart?: Action };
}

function secretsOfAction({ exec, httpGet }: Action = {}): string[] {
  const headers = (httpGet?.httpHeaders ?? []).map(({ name, value }) =>
    isMasked(value) ? ofTheProgram : secretInHeader(name, value),
  );
  const path = httpGet?.path === undefined ? undefined : secretIn("path", httpGet.path);
  return [...secretsInCommand(wordsOf(exec?.command)), ...headers, path].filter((what) => what !== undefined);
}

/** Words of a command. One that is not known yet is taken for a reference, but after an option that a secret follows. */
function wordsOf(list: unknown): string[] {
  if (isMasked(list)) return [String(list)];
  if (!Array.isArray(list)) return [];
  return list.map((_, index) => {
    const option = index === 0 ? undefined : ifKnown<unknown>(() => list[index - 1]);
    const read = () => String(list[index]);
    const isValue = typeof option === "string" && /^--?[A-Za-z][\w.-]+$/.test(option) && namedSecret(option)?.certain;
    return isValue ? read() : (ifKnown(read) ?? "$(X)");
  });
}
