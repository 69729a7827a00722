import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Time between two touches, seconds. */
const heartbeatEverySeconds = 10;

/** Age at which the file says that the process is dead, seconds. */
export const heartbeatDeadAfterSeconds = 30;

/**
 * Touches `file` from the main thread, now and every ten seconds, for the exec probe. A touch that fails is
 * reported and tried again at the next beat: a full disk must not end the process. Returns the function that stops it.
 */
export function startHeartbeatFile(
  file: string,
  onError: (error: unknown) => void,
  everySeconds = heartbeatEverySeconds,
): () => void {
  const touch = async (): Promise<void> => {
    await mkdir(dirname(file), { recursive: true });
    // The time is inside as well: whoever opens the file by hand sees when it was, whatever the volume does to mtime.
    await writeFile(file, `${new Date().toISOString()}\n`);
  };
  const beat = (): void => void touch().catch(onError);
  beat();
  const timer = setInterval(beat, everySeconds * 1_000);
  timer.unref();
  return () => clearInterval(timer);
}
