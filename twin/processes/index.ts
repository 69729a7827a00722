/** Processes of this machine: commands, pauses and locks, all ended by one AbortSignal. */
export { tryLock } from "./lock";
export type { Lock } from "./lock";
export { pause } from "./pause";
export { endProcesses, findProcesses, residentMemory } from "./processes";
export { runCommand } from "./run-command";
export type { Outcome } from "./run-command";
