import * as fs from "node:fs";
import type { ServerResponse } from "node:http";
import * as os from "node:os";
import * as path from "node:path";
import { platformOf } from "../manifest";
import { impatient } from "../patience";
import { pullFile } from "../pull";
import { Registry } from "../registry";
import { imageOf, layerOf } from "./image";
import { startRegistry } from "./registry";
import type { Habit, TestRegistry } from "./registry";

/** The image that is asked for. */
export const image = { registry: "registry.example", repository: "team/app", tag: "v1" };
export const name = "registry.example/team/app:v1";

/** Its program, `/usr/bin/app`. */
export const program = Buffer.from("#!/bin/sh\necho app v1\n".repeat(5_000));

/** A layer that is not needed, the one above it, which has the program, and the image of both. */
export const base = layerOf([{ path: "etc/passwd", content: "root" }]);
export const layer = layerOf([{ path: "usr/bin/app", content: program }]);
export const made = imageOf([base, layer], platformOf());

/** How a test wants the program; what it leaves out is as `up` has it. */
export interface Wish {
  file?: string;
  digest?: string;
  signal?: AbortSignal;
  patience?: Partial<typeof impatient>;
}

/** A registry that has the image, and a folder for what is taken from it. */
export class Pulling {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-pull-"));

  private constructor(readonly server: TestRegistry) {}

  static async begin(): Promise<Pulling> {
    const server = await startRegistry();
    server.put(image, made);
    return new Pulling(server);
  }

  async end(): Promise<void> {
    await this.server.close();
    fs.rmSync(this.folder, { recursive: true });
  }

  /** Takes the program into `app` in the folder. */
  pull({ file = "/usr/bin/app", digest, signal = new AbortController().signal, patience }: Wish = {}) {
    const env = { BREAKWATER_REGISTRY: this.server.url };
    const registry = new Registry(image.registry, { patience: { ...impatient, ...patience }, signal, env });
    const target = path.join(this.folder, "app");
    return pullFile(image, file, {
      registry,
      ...(digest !== undefined && { digest }),
      target,
      onBytes: () => undefined,
      signal,
    });
  }
}

/** Answers what lies at a path in another way. */
export const at =
  (part: string, answer: (response: ServerResponse) => void): Habit =>
  ({ url }, response) => {
    if (!url?.includes(part)) return false;
    answer(response);
    return true;
  };
