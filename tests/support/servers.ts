/**
 * Brings the servers and tools that some tests run and this machine has not, the way the twin brings its own, and prints the
 * variables with which the tests find them, as JSON. What cannot be had is said on stderr, and the tests concerned are skipped.
 */
import { delimiter, dirname } from "node:path";
import { promtoolBuild } from "../../twin/addons/prometheus/programs";
import { redisSource } from "../../twin/addons/redis/programs";
import { ensurePrograms } from "../../twin/controlplane";
import { Progress } from "../../twin/terminal";

async function main(): Promise<void> {
  const progress = new Progress();
  const options = { onProgress: progress.step, signal: new AbortController().signal };
  const env: NodeJS.ProcessEnv = {};
  const bring: Record<string, () => Promise<unknown>> = {
    promtool: () => ensurePrograms(promtoolBuild, options),
    "redis-server": async () => {
      const { program, env: variables } = await redisSource.obtain(options);
      Object.assign(env, variables, { PATH: [dirname(program), process.env.PATH].join(delimiter) });
    },
  };
  for (const name of process.argv.slice(2)) {
    try {
      await bring[name]?.();
    } catch (error) {
      progress.clear();
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  progress.stop();
  console.log(JSON.stringify(env));
}

void main();
