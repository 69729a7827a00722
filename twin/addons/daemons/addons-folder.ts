import * as path from "node:path";

/** Where everything lies that belongs to the add-ons of one stack. */
export interface AddonsFolder {
  root: string;
  /** Links to the programs, by whose paths the processes are found again. */
  bin: string;
  logs: string;
  /** What each running process was started with. */
  run: string;
}

export function addonsFolder(root: string): AddonsFolder {
  const inside = (name: string) => path.join(root, name);
  return { root, bin: inside("bin"), logs: inside("logs"), run: inside("run") };
}

export function logFile({ logs }: AddonsFolder, daemon: string): string {
  return path.join(logs, `${daemon}.log`);
}
