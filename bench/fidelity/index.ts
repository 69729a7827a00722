/**
 * Ten minutes beside the twin's real HPA and KEDA: a twin of its own comes up, load is put on it, and what its controllers decide is
 * held against the simulator's. The exit code is 0 whatever the differences are: they are the result.
 *
 *   npx tsx bench/fidelity/index.ts [--minutes N] [--recording FILE]
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { repository } from "../measure";
import { compareRecording } from "./compare";
import { putLoad } from "./put-load";
import { Recorder } from "./recorder";
import type { Recording } from "./recording";
import { markdown, remarks, textTable } from "./report";
import { settling } from "./script";
import { bringUp } from "./twin";

const results = path.join(repository, "bench/results");

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted.abort());

/** Brings a twin up, puts the load on it and writes down what happens. */
async function run(minutes: number): Promise<Recording> {
  console.error("Bringing a twin up …");
  const twin = await bringUp(interrupted.signal);
  const ended = new AbortController();
  const stop = AbortSignal.any([interrupted.signal, ended.signal]);
  try {
    const recorder = new Recorder(twin);
    console.error(`Recording for ${minutes} minutes, after ${settling} s without load …`);
    const work = [recorder.record(stop), putLoad(twin.folder, recorder.clock, stop)];
    const time = sleep((settling + minutes * 60) * 1000, undefined, { signal: stop }).catch(() => undefined);
    await Promise.race([time, ...work]);
    ended.abort();
    await Promise.all(work);
    return recorder.recording();
  } finally {
    ended.abort();
    console.error("Taking the twin down …");
    await twin.remove();
  }
}

function write(recording: Recording): void {
  const comparisons = compareRecording(recording);
  fs.mkdirSync(results, { recursive: true });
  const name = `fidelity-${new Date(recording.epoch * 1000).toISOString().slice(0, 16).replace(":", "")}`;
  const file = (extension: string) => path.join(results, `${name}.${extension}`);
  fs.writeFileSync(file("recording.json"), JSON.stringify(recording));
  fs.writeFileSync(file("json"), JSON.stringify(comparisons, null, 2));
  fs.writeFileSync(file("md"), markdown(recording, comparisons));
  console.log(textTable(comparisons));
  console.log(`\n${remarks(comparisons).join("\n")}\n\nWritten to ${path.relative(repository, file("md"))}.`);
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { minutes: { type: "string" }, recording: { type: "string" } } });
  const minutes = Number(values.minutes ?? "10");
  if (!(minutes >= 1 && minutes <= 60)) {
    console.error(`--minutes ${values.minutes}: a number from 1 to 60`);
    process.exitCode = 2;
    return;
  }
  const recording =
    values.recording === undefined
      ? await run(minutes)
      : (JSON.parse(fs.readFileSync(values.recording, "utf8")) as Recording);
  if (interrupted.signal.aborted) process.exitCode = 130;
  else write(recording);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
  if (process.exitCode === 1) console.error(error instanceof Error ? error.message : error);
});
