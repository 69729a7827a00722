import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Matrix } from "./features";

/** The app and the stand-in gateway behind it, as the cases find them. */
export interface CaseSurroundings {
  appUrl: string;
  /** A key of the app without bounds that matter. */
  appKey: string;
  /** A key for `simple_qa` alone. */
  narrowKey: string;
  /** The stand-in's base URL: the cases plan its faults and look at its counts. */
  gatewayUrl: string;
}

/** Runs the cases of the Python clients with the interpreter of their virtual environment. */
export const runPython = (python: string, surroundings: CaseSurroundings): Promise<Partial<Matrix>> =>
  runCases(python, join(__dirname, "python", "run.py"), surroundings);

/** Runs the cases of the Node clients. */
export const runNode = (surroundings: CaseSurroundings): Promise<Partial<Matrix>> =>
  runCases(process.execPath, join(__dirname, "node", "run.mjs"), surroundings);

/** One process for all cases: importing the clients takes longer than running them. Fails with what it wrote where it does not end well. */
function runCases(command: string, script: string, surroundings: CaseSurroundings): Promise<Partial<Matrix>> {
  const { appUrl, appKey, narrowKey, gatewayUrl } = surroundings;
  const child = spawn(command, [script], {
    env: {
      PATH: process.env.PATH,
      APP_URL: appUrl,
      APP_KEY: appKey,
      NARROW_KEY: narrowKey,
      GATEWAY_URL: gatewayUrl,
      // Nothing of the machine's proxies, and no list of prices from the network.
      NO_PROXY: "*",
      LITELLM_LOCAL_MODEL_COST_MAP: "True",
      LANGSMITH_TRACING: "false",
      PYTHONDONTWRITEBYTECODE: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(output) as Partial<Matrix>);
      else reject(new Error(`${script} ended with ${code}:\n${errors.slice(-4_000)}`));
    });
  });
}
