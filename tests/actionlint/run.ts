/** The stage `workflows` of `make lint` and `make test`: prints what actionlint finds in .github/workflows. */
import { actionlintLack, lintWorkflows } from "./actionlint";

/** Exit code of a stage that could not run here, which run-all.mjs counts as skipped. */
const skippedCode = 77;

async function main(): Promise<number> {
  const lack = actionlintLack();
  if (lack) {
    console.log(`Skipped: ${lack}`);
    return skippedCode;
  }
  let last = "";
  const { exitCode, output } = await lintWorkflows(undefined, (what) => {
    if (what !== last) console.log(`${what} …`);
    last = what;
  });
  if (output !== "") console.log(output.trimEnd());
  return exitCode ?? 1;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
