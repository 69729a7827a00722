import pino, { type DestinationStream, type Logger } from "pino";

export type { Logger };

/** How the app logs. */
export interface LoggerOptions {
  /** Least level that is written. */
  level: string;
  /** `service` of every line. */
  service: string;
  /** Where lines go; standard output by default, in chunks and off the hot path. */
  destination?: DestinationStream;
}

/**
 * Structured logs, one JSON object a line. What a caller logs by mistake under a telling name is masked; keys and prompts
 * are never handed to the logger in the first place.
 */
export function createLogger({ level, service, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: isoTime(),
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorWithoutCommand },
      redact: {
        paths: ["authorization", "apiKey", "api_key", "password"],
        censor: "[secret]",
      },
    },
    destination ?? standardOutput(),
  );
}

/**
 * Standard output in chunks of 4 KB, at least once a second. Lines are kept as bytes: sonic-boom joins texts and measures what it joined at every
 * line, which copies all that waits for each one, 8 KB a line.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({
    dest: 1,
    sync: false,
    minLength: 4_096,
    periodicFlush: 1_000,
    contentMode: "buffer",
  });
  const write = output.write.bind(output) as unknown as (bytes: Buffer) => boolean;
  output.write = (line) => write(Buffer.from(line));
  return output;
}

/** ioredis hangs the command that failed on its error, and the command's arguments are what users wrote. */
function errorWithoutCommand(error: Error): object {
  const told: Record<string, unknown> = { ...pino.stdSerializers.err(error) };
  delete told["command"];
  delete told["previousErrors"];
  return told;
}

/** pino's ISO time, worked out once a millisecond instead of once a line. */
function isoTime(): () => string {
  let at = Number.NaN;
  let text = "";
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}
