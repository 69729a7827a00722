import * as path from "node:path";
import { cacheFolder, ControlPlaneError } from "../../controlplane";
import { findProgram } from "../daemons/find-program";
import type { ProgramSource } from "../programs/program-source";
import { firstThatRuns, namedProgram } from "../programs/server-program";
import type { ServerProgram } from "../programs/server-program";
import { lacksForUnpacking, librariesIn, unpackPackages } from "./debian-package";

/** Valkey is Redis' code of before its licence changed, and takes the same options. */
const serverNames = ["redis-server", "valkey-server"];

/** Debian's packages, and Ubuntu's: the server's is a link to a program of the tools'. */
const packages = ["redis-server", "redis-tools"] as const;

/** Redis: the one that `BREAKWATER_REDIS` names, else one on the PATH that runs, else the server of the system's own package. */
export const redisSource: ProgramSource<ServerProgram> = {
  title: "Redis",
  from: "package",
  lack: () => redisLack(),
  isThere: async (signal) => (await firstThatRuns(redisCandidates(), signal)) !== undefined,
  obtain: async ({ onProgress, signal }) => {
    const found = await firstThatRuns(redisCandidates(), signal);
    if (found) return found;
    const lack = redisLack();
    if (lack !== undefined) throw new ControlPlaneError(lack);
    await unpackPackages(packages, unpackedFolder(), { onProgress, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new ControlPlaneError(`${error instanceof Error ? error.message : String(error)}; ${installAdvice}`);
    });
    const unpacked = await firstThatRuns([unpackedServer()], signal);
    if (unpacked) return unpacked;
    throw new ControlPlaneError(
      `the server of the package ${packages[0]} does not run from ${unpackedFolder()}; ${installAdvice}`,
    );
  },
};

/**
 * Redis servers that may be on this machine, the best first.
 *
 * @throws ControlPlaneError where `BREAKWATER_REDIS` names no program
 */
export function redisCandidates(env: NodeJS.ProcessEnv = process.env): ServerProgram[] {
  const named = namedProgram("BREAKWATER_REDIS", env);
  if (named) return [named];
  const onPath = serverNames.flatMap((name) => findProgram(name, undefined, env) ?? []);
  return [...onPath.map((program) => ({ program })), unpackedServer(env)];
}

/** Why this machine neither has a Redis nor can take one from its package, and what mends it; nothing where it has or can. */
export function redisLack(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const there = redisCandidates(env).some(({ program }) => findProgram("", "program", { program }) !== undefined);
  const lacking = there ? [] : lacksForUnpacking(env);
  if (lacking.length === 0) return undefined;
  return `there is no \`redis-server\` on the PATH, and no \`${lacking.join("`, no `")}\` to take one from its Debian package; ${installAdvice}`;
}

/** How a user brings Redis without us. Debian starts its own at once, which the twin does not need. */
const installAdvice =
  "install Redis or Valkey by your system's package manager, or name a server: BREAKWATER_REDIS=<its path>";

function unpackedFolder(env?: NodeJS.ProcessEnv): string {
  return path.join(cacheFolder(env, "redis"), "unpacked");
}

function unpackedServer(env: NodeJS.ProcessEnv = process.env): ServerProgram {
  const folder = unpackedFolder(env);
  const libraries = [...librariesIn(folder), env["LD_LIBRARY_PATH"]].filter(Boolean).join(path.delimiter);
  const program = path.join(folder, "usr/bin/redis-server");
  return libraries === "" ? { program } : { program, env: { LD_LIBRARY_PATH: libraries } };
}
