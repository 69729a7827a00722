import pc from "picocolors";

/** Colours of a stream: none where no person looks at it (not a terminal, `NO_COLOR`, a dumb terminal). */
export function colorsOf(stream: NodeJS.WriteStream): ReturnType<typeof pc.createColors> {
  const { NO_COLOR, TERM } = process.env;
  return pc.createColors(stream.isTTY === true && !NO_COLOR && TERM !== "dumb");
}

/** Writes to stdout, and resolves once everything is out: a pipe takes large text in pieces. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}

/** Lets a reader such as `head` close the pipe early: that ends the command without a word. */
export function endQuietlyWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(process.exitCode ?? 0);
  });
}
