import { tmpdir } from "node:os";
import { runCommand } from "../../processes";
import { ControlPlaneError } from "../errors";

/** A version such as `1.26.8`, or `1.26` for `go1.26rc1`; `undefined` when the text is not the answer of `go version`. */
export function parseGoVersion(answer: string): string | undefined {
  return /\bgo version (?:devel )?go(\d+\.\d+(?:\.\d+)?)/.exec(answer)?.[1];
}

/** Whether version `a` is at least version `b`, both dotted numbers. */
export function isAtLeast(a: string, b: string): boolean {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** First Go that can fetch another version of itself (GOTOOLCHAIN). */
const firstWithToolchains = "1.21.0";

/**
 * Checks that Go can build a module that needs `required`, and returns the version that will.
 *
 * @param folder the module's folder
 * @param title what is to be built, for the message
 * @throws ControlPlaneError when Go is missing or too old; the message says which version is needed and how to get it
 */
export async function checkGo(required: string, folder: string, title: string, signal?: AbortSignal): Promise<string> {
  const how = `Install Go ${majorMinor(required)} or newer from https://go.dev/dl/ (or by your system's package manager), then run the command again.`;
  // Outside of any module Go answers with its own version, whatever GOTOOLCHAIN says.
  const own = await goVersion(tmpdir(), signal);
  if (own === undefined) {
    throw new ControlPlaneError(
      `Go ${majorMinor(required)} or newer is needed to build ${title}, and there is no \`go\` on the PATH.\n${how}`,
    );
  }
  if (isAtLeast(own, required)) return own;
  if (isAtLeast(own, firstWithToolchains)) {
    // Inside the module Go fetches the toolchain that go.mod asks for, unless GOTOOLCHAIN=local forbids it or there is no network.
    const fetched = await goVersion(folder, signal);
    if (fetched !== undefined && isAtLeast(fetched, required)) return fetched;
    throw new ControlPlaneError(
      `Go ${majorMinor(required)} or newer is needed to build ${title}; \`go\` on the PATH is ${own}, and it did not fetch a newer toolchain ` +
        `(GOTOOLCHAIN=${(await goToolchain(signal)) ?? "unknown"}; with GOTOOLCHAIN=auto and a network it would).\n${how}`,
    );
  }
  throw new ControlPlaneError(
    `Go ${majorMinor(required)} or newer is needed to build ${title}; \`go\` on the PATH is ${own}.\n${how}`,
  );
}

function majorMinor(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Undefined when there is no `go`, or when it refuses to run in this folder. */
async function goVersion(cwd: string, signal?: AbortSignal): Promise<string | undefined> {
  const outcome = await runCommand("go", ["version"], { cwd, signal });
  return outcome.kind === "done" && outcome.exitCode === 0 ? parseGoVersion(outcome.stdout) : undefined;
}

async function goToolchain(signal?: AbortSignal): Promise<string | undefined> {
  const outcome = await runCommand("go", ["env", "GOTOOLCHAIN"], { cwd: tmpdir(), signal });
  return outcome.kind === "done" && outcome.exitCode === 0 ? outcome.stdout.trim() || undefined : undefined;
}
