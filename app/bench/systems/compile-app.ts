import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { progress } from "../progress";

const appFolder = join(__dirname, "..", "..");

/** Compiles the app as its image does, unless that has been done since the last change: what is measured is what is deployed. */
export async function compileApp(): Promise<void> {
  if (compiledAt() > newestSource()) return;
  progress("compiling the app …");
  const npm = spawn("npm", ["run", "--silent", "build"], { cwd: appFolder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve) => npm.on("close", resolve).on("error", () => resolve(1)));
  if (code !== 0) throw new Error(`The app does not compile (npm run build in app/):\n${output.trim()}`);
}

function compiledAt(): number {
  return statSync(join(appFolder, "dist", "main.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The packages of the workspace that the app imports are compiled into it. */
const sourceFolders = [
  join(appFolder, "src"),
  join(appFolder, "page"),
  join(appFolder, "..", "packages", "overload", "src"),
];

function newestSource(): number {
  const times = sourceFolders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => statSync(join(folder, path)).mtimeMs),
  );
  return Math.max(...times);
}
