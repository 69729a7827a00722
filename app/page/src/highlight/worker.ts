import hljs from "highlight.js/lib/core";
import { languages } from "./languages";
import { type Run, runsOf } from "./runs";

/** Code that is to be coloured. */
export interface Wanted {
  id: number;
  code: string;
  language: string;
}

/** Its runs; without them it has no colours. */
export interface Found {
  id: number;
  runs: Run[] | undefined;
}

for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

addEventListener("message", ({ data: { id, code, language } }: MessageEvent<Wanted>) => {
  postMessage({ id, runs: runs(code, language) } satisfies Found);
});

function runs(code: string, language: string): Run[] | undefined {
  if (hljs.getLanguage(language) === undefined) return undefined;
  return runsOf(hljs.highlight(code, { language, ignoreIllegals: true }).value, code);
}
