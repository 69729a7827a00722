/**
 * What an error of Redis says, by the code that its reply begins with (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
 * and the server's own list in src/server.c, `createSharedObjects`).
 *
 * - `otherServer`: this server is not the primary any more: a new connection finds the one that is.
 * - `busy`: the server answers this soon: it loads its data, runs a long script, or elects a primary.
 * - `refused`: the server takes none of this until somebody changes it: no memory, no permission, no disk, a cluster where there should be none.
 * - `data`: the server is well; what stands under the key is not what was expected.
 * - `connection`: no reply. The command may have been carried out all the same.
 */
export type RedisFailure = "otherServer" | "busy" | "refused" | "data" | "connection";

const failures: Readonly<Record<string, RedisFailure>> = {
  READONLY: "otherServer",
  MASTERDOWN: "otherServer",
  // A wait that is ended because its server became a replica.
  UNBLOCKED: "otherServer",
  // The connection is not logged in: the next one reads the password again, which may have come meanwhile.
  NOAUTH: "otherServer",
  LOADING: "busy",
  BUSY: "busy",
  TRYAGAIN: "busy",
  CLUSTERDOWN: "busy",
  NOREPLICAS: "busy",
  OOM: "refused",
  NOPERM: "refused",
  WRONGPASS: "refused",
  MISCONF: "refused",
  MOVED: "refused",
  ASK: "refused",
  CROSSSLOT: "refused",
  WRONGTYPE: "data",
};

/** What an error of a command means. */
export function failureOf(error: unknown): RedisFailure {
  if (!(error instanceof Error) || error.name !== "ReplyError") return "connection";
  return inScript(error.message) ?? failures[/^-?([A-Z]+)/.exec(error.message)?.[1] ?? ""] ?? "refused";
}

/** Redis before 7 tells every error of a command inside a script as ERR, with words around it. */
function inScript(message: string): RedisFailure | undefined {
  if (!message.startsWith("ERR ")) return undefined;
  if (/is not an integer|is not a valid float/.test(message)) return "data";
  const inner = Object.keys(failures).find((code) => message.includes(`-${code} `));
  return inner === undefined ? undefined : failures[inner];
}

/**
 * An error in words for a log. ioredis hangs the command with its arguments on its errors, and these are what users wrote; a message can quote a
 * key, never a value.
 */
export const wordsOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message.slice(0, 300)}` : "unknown";
