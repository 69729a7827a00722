import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, clients, features, type Matrix, matrixTable } from "../clients/features";
import { type CaseSurroundings, runNode, runPython } from "../clients/run-cases";
import { installPython } from "../dev/python-environment";
import { startApp } from "./support/app";
import { startGateway } from "./support/gateway";

/*
 * Real clients against the app, with the stand-in gateway behind it: clients/ has their cases, docs/app.md the table.
 * UPDATE_GOLDEN=1 npx jest test/clients.test.ts writes it.
 */

/** The first run installs the Python clients: a minute, and as long as PyPI takes. */
const longestMs = 15 * 60_000;

const requirements = join(__dirname, "..", "clients", "python", "requirements.txt");
const page = join(__dirname, "..", "..", "docs", "app.md");
const [begin, end] = ["<!-- client matrix: app/test/clients.test.ts writes it -->", "<!-- end of client matrix -->"];

const sha256Of = (key: string): string => createHash("sha256").update(key).digest("hex");

/** An app of its own for each process: the cases plan what its gateway does next. */
async function surroundings(): Promise<CaseSurroundings> {
  const gateway = await startGateway({ firstTokenMs: 5, tokenMs: 1, tokens: 12, remember: true });
  const [appKey, narrowKey] = ["a-key-of-the-matrix", "a-narrow-key-of-the-matrix"];
  const keys = [
    {
      name: "matrix",
      owner: "matrix",
      sha256: sha256Of(appKey),
      requestsPerMinute: 60_000,
      tokensPerMinute: 6_000_000,
    },
    { name: "narrow", owner: "matrix", sha256: sha256Of(narrowKey), useCases: ["simple_qa"] },
  ];
  const app = await startApp({
    HOLYSHEEP_BASE_URL: gateway.baseUrl,
    CLIENT_API_KEYS: JSON.stringify({ keys }),
    // What is repeated is the client's doing, and can be counted.
    RETRY_ATTEMPTS: "1",
    ROUTES: JSON.stringify({
      models: Object.fromEntries(
        ["gpt-5-mini", "Qwen/Qwen3-14B", "gpt-3.5-turbo-instruct"].map((model) => [model, [`gateway:${model}`]]),
      ),
    }),
  });
  return { appUrl: app.url, appKey, narrowKey, gatewayUrl: gateway.baseUrl };
}

describe("real clients", () => {
  let matrix: Matrix;
  beforeAll(async () => {
    const say = (line: string): boolean => process.stderr.write(`${line}\n`);
    const { folder, missing } = await installPython("clients", requirements, say);
    if (missing !== undefined) throw new Error(`The Python clients are needed for this test: ${missing}`);
    const results = await Promise.all([
      surroundings().then((each) => runPython(join(folder, "bin", "python"), each)),
      surroundings().then(runNode),
    ]);
    matrix = Object.assign({}, ...results) as Matrix;
  }, longestMs);

  test.each(Object.keys(clients) as Client[])("%s gets what it asks for", (client) => {
    const results = Object.entries(matrix[client]);
    expect(results.filter(([, result]) => result !== "yes")).toEqual([]);
    expect(results.length).toBeGreaterThan(25);
    expect(Object.keys(features)).toEqual(expect.arrayContaining(results.map(([feature]) => feature)));
  });

  test("the docs have the same table", () => {
    const text = readFileSync(page, "utf8");
    const [start, stop] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
    const table = `\n\n${matrixTable(matrix)}\n\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(page, text.slice(0, start) + table + text.slice(stop));
    else expect(text.slice(start, stop)).toBe(table);
  });
});
