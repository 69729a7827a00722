import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyCase } from "./policy-case";

const folder = join(__dirname, "../vectors/policies");

/** The cases whose verdicts were recorded from Kubernetes, in the order of their names. */
export const readVectors = (): PolicyCase[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as PolicyCase);
