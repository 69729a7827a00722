import { join } from "node:path";
import { installPython, type Installation } from "../../dev/python-environment";
import { start } from "../processes";
import { progress } from "../progress";
import { freePort, untilReady, type System } from "./system";

/** The peers' own files: their requirements, the LiteLLM configuration and the FastAPI service. */
const peersFolder = join(__dirname, "..", "peers");

const installed = (peer: string): Promise<Installation> =>
  installPython(peer, join(peersFolder, `${peer}-requirements.txt`), progress);

/** The LiteLLM proxy with one worker, as its documentation advises for a pod. */
export async function litellm(): Promise<System> {
  const installation = await installed("litellm");
  const args = ["--config", "litellm.yaml", "--num_workers", "1"];
  return {
    ...described("LiteLLM proxy", installation, ["litellm", "uvicorn", "uvloop"], ["litellm", ...args]),
    async launch({ upstreamPort, folder }) {
      const port = await freePort();
      const command = join(installation.folder, "bin", "litellm");
      const running = start("measured", [command, ...args, "--host", "127.0.0.1", "--port", String(port)], {
        cwd: peersFolder,
        logFolder: folder,
        env: {
          UPSTREAM: `http://127.0.0.1:${upstreamPort}/v1`,
          LITELLM_LOG: "ERROR",
          // It would fetch its price list from the network, and refuse to start without a key of its own.
          LITELLM_LOCAL_MODEL_COST_MAP: "True",
          LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: "true",
        },
      });
      return untilReady("The LiteLLM proxy", running, port, "/health/liveliness");
    },
  };
}

/** The usual service: FastAPI + httpx under uvicorn with one worker. */
export async function fastapiHttpx(): Promise<System> {
  const installation = await installed("fastapi");
  const args = ["fastapi_proxy:app", "--workers", "1", "--no-access-log", "--log-level", "warning"];
  return {
    ...described("FastAPI + httpx", installation, ["fastapi", "httpx", "uvicorn", "uvloop"], ["uvicorn", ...args]),
    async launch({ upstreamPort, folder }) {
      const port = await freePort();
      const command = join(installation.folder, "bin", "uvicorn");
      const running = start("measured", [command, ...args, "--host", "127.0.0.1", "--port", String(port)], {
        cwd: peersFolder,
        logFolder: folder,
        env: { UPSTREAM: `http://127.0.0.1:${upstreamPort}` },
      });
      return untilReady("FastAPI + httpx", running, port, "/health");
    },
  };
}

function described(name: string, { versions, missing }: Installation, packages: string[], command: string[]) {
  const version = packages
    .filter((each) => versions[each] !== undefined)
    .map((each) => `${each} ${versions[each]}`)
    .join(", ");
  return { name, version, missing, commandLine: command.join(" ") };
}
