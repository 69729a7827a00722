/**
 * The load generator: a process of its own, so that it can be given its own core.
 *
 *   node --import tsx load/main.ts '{"kind":"open-loop", …}'     prints a LoadResult as JSON
 */
import { closedLoop } from "./closed-loop";
import { day } from "./day";
import { openLoop } from "./open-loop";
import { streams } from "./streams";
import type { LoadResult, LoadSpec } from "./types";

function generate(spec: LoadSpec): Promise<LoadResult> {
  switch (spec.kind) {
    case "closed-loop":
      return closedLoop(spec);
    case "open-loop":
      return openLoop(spec);
    case "day":
      return day(spec);
    case "streams":
      return streams(spec);
  }
}

void generate(JSON.parse(process.argv[2] ?? "{}") as LoadSpec).then((result) => {
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
});
