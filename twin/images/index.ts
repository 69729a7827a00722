export { ImageError, nameOf } from "./image";
export type { Image } from "./image";
export { lockedDigest, lockFile, readLock, writeLock } from "./lock";
export { impatient, patient } from "./patience";
export { pullFile } from "./pull";
export { refreshLock } from "./refresh";
export type { LockChange } from "./refresh";
export { Registry } from "./registry";
