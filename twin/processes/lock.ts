import * as fs from "node:fs";
import * as path from "node:path";
import { randomUUID } from "node:crypto";
import { readJsonFile } from "../files";

/** How often a holder shows that it is alive, and how long a silent holder is still believed, milliseconds. */
const heartbeat = 5_000;
const silence = 60_000;

interface Holder {
  pid: number;
  token: string;
}

/** A lock that this process holds. */
export interface Lock {
  release(): void;
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Takes a lock file, or returns the id of the process that holds it. A lock whose holder is dead or has been silent for a
 * minute (its id may by then belong to a stranger) is taken over.
 */
export function tryLock(file: string): Lock | { heldBy: number } {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const mine: Holder = { pid: process.pid, token: randomUUID() };
  const draft = `${file}.${mine.token}`;
  fs.writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    // A link appears whole and fails when the name exists, so nobody reads a half-written holder.
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        fs.linkSync(draft, file);
        return hold(file, mine);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = readJsonFile(file) as Holder | undefined;
      if (holder && isBelieved(file, holder)) return { heldBy: holder.pid };
      discardStale(file, holder);
    }
    return { heldBy: (readJsonFile(file) as Holder | undefined)?.pid ?? 0 };
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function isBelieved(file: string, holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false;
  const beat = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - beat < silence;
}

/** Two processes may find the same stale lock: only the one that still sees the stale holder after moving it away goes on. */
function discardStale(file: string, stale: Holder | undefined): void {
  const aside = `${file}.stale-${randomUUID()}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const moved = readJsonFile(aside) as Holder | undefined;
  if (moved && moved.token !== stale?.token) fs.linkSync(aside, file);
  fs.rmSync(aside, { force: true });
}

function hold(file: string, mine: Holder): Lock {
  const beat = setInterval(() => {
    const now = new Date();
    // The folder may be gone: `down` removes a stack's folder while it holds the lock in it.
    if (fs.existsSync(file)) fs.utimesSync(file, now, now);
  }, heartbeat);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      const holder = readJsonFile(file) as Holder | undefined;
      if (holder?.token === mine.token) fs.rmSync(file, { force: true });
    },
  };
}
