import { parseArgs } from "node:util";
import { startGateway } from "./server";

const usage = `Usage: npm run gateway -w app -- [options]
  --port N         port on loopback (4010)
  --fixed-ms N     every answer takes exactly so long (for benches; 50 is the bench's)
  --first-ms N     time to the first token (250)
  --token-ms N     time between two tokens (33)
  --tokens N       tokens of an answer (60)
  --capacity N     answers per second that it can give
  --over WHAT      above the capacity: queue (default) or reject
  --key KEY        the one key that it takes
`;

/** Starts the stand-in from the command line. */
async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      help: { type: "boolean" },
      port: text,
      "fixed-ms": text,
      "first-ms": text,
      "token-ms": text,
      tokens: text,
      capacity: text,
      over: text,
      key: text,
    },
  });
  if (values.help === true) return void process.stdout.write(usage);
  const number = (name: keyof typeof values): number | undefined => {
    if (values[name] === undefined) return undefined;
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < 0)
      throw new Error(`--${name}: "${values[name]}" is not allowed: a number from 0`);
    return value;
  };
  if (values.over !== undefined && values.over !== "queue" && values.over !== "reject") {
    throw new Error(`--over: "${values.over}" is not allowed: queue or reject`);
  }
  const given = {
    port: number("port") ?? 4010,
    fixedMs: number("fixed-ms"),
    firstTokenMs: number("first-ms"),
    tokenMs: number("token-ms"),
    tokens: number("tokens"),
    capacity: number("capacity"),
    overCapacity: values.over as "queue" | "reject" | undefined,
    key: values.key,
  };
  const gateway = await startGateway(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
  process.stdout.write(`stand-in gateway (no model behind it) on ${gateway.baseUrl}\n`);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => void gateway.close().then(() => process.exit(0)));
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n${usage}`);
  process.exit(2);
});
