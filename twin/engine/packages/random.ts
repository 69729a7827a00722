import { createHash } from "node:crypto";
import type { Json, JsonObject } from "@breakwater/plan-views";
import type { Backend, ResourceRequest, ResourceResult } from "../types";

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
/** The special characters that the provider draws from. */
const specialCharacters = "!@#$%&*()-_=+[]{}<>:?";

/** Bytes that look random and are the same for the same seed. */
class ByteStream {
  private block = Buffer.alloc(0);
  private blocks = 0;
  private used = 0;

  constructor(private readonly seed: string) {}

  byte(): number {
    if (this.used === this.block.length) {
      this.block = createHash("sha256").update(`${this.seed}#${this.blocks++}`).digest();
      this.used = 0;
    }
    return this.block[this.used++]!;
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.byte()));
  }

  /** A whole number from 0 up to, and without, `below`. */
  below(below: number): number {
    return Number(this.bytes(6).readUIntBE(0, 6) % below);
  }
}

/** The package `random`, with values that follow from the resource's URN: a Plan must not differ from run to run. */
export const random: Backend = {
  create: async (request) => {
    const make = makers[request.type.split(":").at(-1)!];
    if (!make) throw new Error(`the twin cannot make ${request.type}; it knows ${Object.keys(makers).join(", ")}`);
    const { id, outputs } = make(new ByteStream(request.urn), request);
    return { id, outputs: { ...request.inputs, ...outputs } };
  },
  invoke: async (token) => {
    throw new Error(`the package random has no function ${token}`);
  },
};

const makers: Record<string, (stream: ByteStream, request: ResourceRequest) => ResourceResult> = {
  RandomString: (stream, { inputs }) => {
    const result = text(stream, inputs);
    return { id: result, outputs: { result } };
  },
  RandomPassword: (stream, { inputs }) => ({ id: "none", outputs: { result: text(stream, inputs) } }),
  RandomUuid: (stream) => {
    const hex = stream.bytes(16).toString("hex");
    const result = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    return { id: result, outputs: { result } };
  },
  RandomId: (stream, { inputs }) => {
    const bytes = stream.bytes(number(inputs.byteLength, 8));
    const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
    const b64Url = bytes.toString("base64url");
    return {
      id: b64Url,
      outputs: {
        hex: prefix + bytes.toString("hex"),
        b64Std: prefix + bytes.toString("base64"),
        b64Url: prefix + b64Url,
      },
    };
  },
  RandomInteger: (stream, { inputs }) => {
    const min = number(inputs.min, 0);
    const result = min + stream.below(number(inputs.max, min) - min + 1);
    return { id: String(result), outputs: { result } };
  },
};

/** Text of `length` characters from the classes that are on, with at least as many of each as the inputs ask for. */
function text(stream: ByteStream, inputs: JsonObject): string {
  const on = (value: Json | undefined): boolean => value !== false;
  const special = typeof inputs.overrideSpecial === "string" ? inputs.overrideSpecial : specialCharacters;
  const classes = [
    { characters: upper, on: on(inputs.upper), least: number(inputs.minUpper, 0) },
    { characters: lower, on: on(inputs.lower), least: number(inputs.minLower, 0) },
    { characters: digits, on: on(inputs.numeric ?? inputs.number), least: number(inputs.minNumeric, 0) },
    { characters: special, on: on(inputs.special), least: number(inputs.minSpecial, 0) },
  ].filter((candidate) => candidate.on);
  const all = classes.map(({ characters }) => characters).join("");
  if (all === "") throw new Error("upper, lower, numeric and special are all false, so no character is left");

  const drawn = classes.flatMap(({ characters, least }) =>
    Array.from({ length: least }, () => characters[stream.below(characters.length)]!),
  );
  while (drawn.length < number(inputs.length, 0)) drawn.push(all[stream.below(all.length)]!);
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = stream.below(last + 1);
    [drawn[last], drawn[other]] = [drawn[other]!, drawn[last]!];
  }
  return drawn.join("");
}

function number(value: Json | undefined, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
