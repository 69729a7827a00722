import { z } from "zod";
import type { Outcome } from "../../processes/run-command";
import { askThrough } from "./json-cli";

const done = (stdout: string, stderr = "", exitCode = 0): Outcome => ({ kind: "done", exitCode, stdout, stderr });
const question = {
  tool: "az",
  args: ["vm", "list-usage", "--location", "koreacentral"],
  shape: z.array(z.string()),
} as const;
const ask = (outcome: Outcome) => askThrough(() => Promise.resolve(outcome))(question);

test("asks az for JSON without chatter, and each question once", async () => {
  const commands: string[][] = [];
  const through = askThrough((command, args) => {
    commands.push([command, ...args]);
    return Promise.resolve(done('["a"]'));
  });
  await Promise.all([through(question), through(question)]);
  await expect(through(question)).resolves.toEqual({ seen: true, value: ["a"] });
  expect(commands).toEqual([
    ["az", "vm", "list-usage", "--location", "koreacentral", "--output", "json", "--only-show-errors"],
  ]);
});

test.each<[what: string, outcome: Outcome, reason: string, why: string]>([
  ["a tool that is not there", { kind: "absent" }, "absent", "az is not on PATH"],
  ["a slow one", { kind: "slow", seconds: 9 }, "slow", "az vm list-usage had not answered after 9 s"],
  ["no JSON", done("WARNING: …"), "garbage", "az vm list-usage answered something that is no JSON"],
  ["another shape", done('["a", 1]'), "garbage", "az vm list-usage answered in another shape than known: 1"],
  [
    "a refusal",
    done("", "ERROR: (Forbidden) No.\nCode: Forbidden\n", 1),
    "refused",
    "az vm list-usage failed: (Forbidden) No.",
  ],
  ["a silent failure", done("", "", 2), "refused", "az vm list-usage failed: exit code 2"],
  [
    "a login that is missing",
    done("", "ERROR: Please run 'az login' to setup account.", 1),
    "login",
    "az vm list-usage failed: Please run 'az login' to setup account.",
  ],
])("%s is an answer too", async (_, outcome, reason, why) => {
  await expect(ask(outcome)).resolves.toEqual({ seen: false, reason, why });
});

test.each([
  "ERROR: bad token eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQifQ.c2lnbmF0dXJl",
  "ERROR: https://x.blob.core.windows.net/c?sv=2024-01-01&sig=abc%2Fdef refused",
  "ERROR: AccountKey=abc123== refused",
])("a credential in an error message is hidden: %s", async (stderr) => {
  const answer = await ask(done("", stderr, 1));
  expect(answer).toMatchObject({ seen: false, why: expect.stringContaining("[hidden]") as string });
  expect(JSON.stringify(answer)).not.toMatch(/eyJ|abc/);
});
