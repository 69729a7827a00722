import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./support/breakwater";
import { azCommands, azOptions } from "./support/cloud/az";
import { azReads } from "./support/cloud/az-reads";
import { readCommand } from "./support/cloud/command-table";
import { pathPages } from "./support/cloud/operator";
import { blocksOf, missingLines } from "./support/cloud/page-steps";

/** What the pages about Azure show: each block is run by tests/azure-path.test.ts or is here, with the reason; each command of az is one of az's. */

const pages = pathPages;

/** Blocks that are not run, by how they begin. */
const notRun: Record<string, string> = {
  "make doctor": "tests/doctor-cli.test.ts runs it; it asks az for far more than a deployment does",
  "npx breakwater doctor": "the same",
  "kubectl -n development create secret": "a way out where External Secrets is not there, which it is here",
  "kubectl -n development port-forward": "no pod answers here; app/test and the twin's tests ask the app",
  "kubectl -n models rollout": "no GPU node starts a model here",
  "curl -sG https://prices.azure.com": "it asks the internet",
  "az keyvault list-deleted": "nothing was deleted by mistake on the way",
  "az servicebus queue show": "no task becomes a dead letter here",
  "kubectl get scaledobject": "it only looks",
  "kubectl get events": "it only looks",
  "kubectl annotate scaledobject": "no KEDA holds a fleet still here",
  "kubectl -n monitoring exec": "no Alertmanager is silenced here",
  "az monitor activity-log": "it only looks",
  "az vm list-usage": "it only looks",
};

test("each block of commands is on the way that is run, or stands here with a reason", () => {
  const unmarked = pages.flatMap(blocksOf).filter(({ mark }) => mark === undefined);
  const beginnings = Object.keys(notRun);
  const lost = unmarked.filter(({ commands }) => !beginnings.some((start) => commands[0]!.line.startsWith(start)));
  expect(lost.map(({ at, commands }) => `${at}: ${commands[0]!.line}`)).toEqual([]);
  const idle = beginnings.filter((start) => !unmarked.some(({ commands }) => commands[0]!.line.startsWith(start)));
  expect(idle).toEqual([]);
});

/** Commands of az in a text, each with the words of a shell, as far as a page needs them. */
function azIn(code: string): string[][] {
  const inner = [...code.matchAll(/\$\((az [^)]*)\)/g)].map(([, command]) => command!);
  const text = [...inner, code.replace(/\$\(az [^)]*\)/g, "some")].join("\n");
  return [...text.matchAll(/(?:^|[`"( ])az ((?:[a-z][\w-]*)(?: [^`\n&|]*)?)/gm)].map(([, rest]) => {
    const line = rest!
      .split(" # ")[0]!
      .replace(/[`)]+$/, "")
      .replace(/<[^>]*>/g, "some");
    return [...line.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) => word);
  });
}

test.each(pages)("%s: every command of az is one of az's, with options that it has", (page) => {
  const text = readFileSync(join(root, page), "utf8").replace(/\\\n\s*/g, "");
  const shown = [...text.matchAll(/`az [^`]+`/g)].map(([code]) =>
    code.replace(/\s*\n\s*/g, " ").replaceAll("\\|", "|"),
  );
  const typed = blocksOf(page).flatMap(({ commands }) => commands.map(({ line }) => line.replace(/\\\n\s*/g, "")));
  const all = [...shown, ...typed].flatMap(azIn).filter((words) => words.length > 1 || words[0] === "login");
  expect(all.length).toBeGreaterThan(2);
  for (const words of all) {
    const known = words.filter((word) => !/^(…|\\|--\w+…)$/.test(word));
    expect(() => readCommand("az", { ...azCommands, ...azReads }, known, azOptions)).not.toThrow();
  }
});

test.each([
  ["a command that az has not", ["aks", "nodepol", "list"], "is not a command of az"],
  ["an option that it has not", ["aks", "nodepool", "list", "--cluster", "a"], "unrecognized arguments: --cluster"],
  ["an option without its value", ["aks", "show", "--name"], "expected one argument"],
  ["a word too many", ["group", "list", "all"], "unrecognized arguments: all"],
])("%s is wrong use", (_what, words, message) => {
  expect(() => readCommand("az", azCommands, words, azOptions)).toThrow(message);
});

describe("the reader of pages", () => {
  test.each<[what: string, shown: string[], came: string, missing: string[]]>([
    ["what came", ["made a", "made b"], "made a\nmade b\n", []],
    ["what came among other lines", ["made b"], "made a\nmade   b\nmade c", []],
    ["lines in another order", ["made b", "made a"], "made a\nmade b", ["made a"]],
    ["what is left out", ["…", "made … of c"], "made b of c", []],
    ["what is misspelt", ["mode a"], "made a", ["mode a"]],
  ])("takes %s for what it is", (_what, shown, came, missing) => {
    expect(missingLines(shown, came)).toEqual(missing);
  });
});
