import { randomUUID } from "node:crypto";

const wellFormed = /^[\w.:-]{1,128}$/;

/** The caller's request id where it is fit to stand in a log and a header, else a new one. */
export function requestIdFrom(given: unknown): string {
  return typeof given === "string" && wellFormed.test(given) ? given : randomUUID();
}
