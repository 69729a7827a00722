import { interrupted, live } from "./life";

/**
 * Lives the life of the stack that is named and prints what came of each stage as JSON. It is a process of its own because the engine
 * loads the program anew for each run, by Node's own cache of modules.
 */
async function main(stack: string | undefined): Promise<void> {
  if (stack !== "dev" && stack !== "prod") throw new Error("run.ts dev|prod");
  process.stdout.write(JSON.stringify({ ...(await live(stack)), ...(await interrupted(stack)) }));
}

void main(process.argv[2]);
