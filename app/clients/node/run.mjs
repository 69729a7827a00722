/** Runs the cases of every Node client against the app and prints what came of them as JSON. */
import * as vercel from "./ai_cases.mjs";
import { run } from "./harness.mjs";
import * as langchainNode from "./langchain_cases.mjs";
import * as openai from "./openai_cases.mjs";

const clients = { openaiNode: openai, langchainNode, vercel };
const chosen = Object.entries(clients).filter(([name]) => process.argv.length < 3 || process.argv.includes(name));
const results = {};
for (const [name, { cases }] of chosen) results[name] = await run(cases);
console.log(JSON.stringify(results));
