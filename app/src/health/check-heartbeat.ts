import { statSync } from "node:fs";
import { heartbeatDeadAfterSeconds } from "./heartbeat-file";

/**
 * The exec probe on the heartbeat file: `node health/check-heartbeat.js [FILE [SECONDS]]`. Exits with 0 while the file is younger than
 * the limit, 1 once it is older or not there, 2 when asked wrongly. FILE is HEARTBEAT_FILE, SECONDS 30 by default.
 */
function check([file = process.env["HEARTBEAT_FILE"], limit = String(heartbeatDeadAfterSeconds)]: string[]): number {
  const limitSeconds = Number(limit);
  if (!file || !(limitSeconds > 0)) {
    console.error(
      "usage: check-heartbeat [FILE [SECONDS]]; FILE is HEARTBEAT_FILE, SECONDS (above 0) is 30 by default",
    );
    return 2;
  }
  const touched = statSync(file, { throwIfNoEntry: false });
  if (touched === undefined) {
    console.error(`${file}: no heartbeat`);
    return 1;
  }
  const ageSeconds = (Date.now() - touched.mtimeMs) / 1_000;
  if (ageSeconds < limitSeconds) return 0;
  console.error(`${file}: last heartbeat ${ageSeconds.toFixed(0)} s ago, allowed are ${limitSeconds} s`);
  return 1;
}

process.exitCode = check(process.argv.slice(2));
