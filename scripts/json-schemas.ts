/**
 * Writes the JSON Schemas that are published beside the code from the schemas that the code checks with. `npm run docs` runs it; with
 * `--check` it says which file is not what the code says, and a test holds that there is none.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { format } from "prettier";
import { z } from "zod";
import { priceListSchema } from "../twin/cost/price-schema";
import { planSchema } from "../twin/plan/plan-schema";

const root = path.join(__dirname, "..");

/** The schemas, by file. */
const schemas: Record<string, object> = {
  "twin/plan/plan.schema.json": { $id: "https://breakwater.dev/schemas/plan-v1.json", ...z.toJSONSchema(planSchema) },
  "twin/cost/prices.schema.json": z.toJSONSchema(priceListSchema),
};

async function run(): Promise<void> {
  for (const [name, schema] of Object.entries(schemas)) {
    const file = path.join(root, name);
    const text = await format(JSON.stringify(schema), { parser: "json", printWidth: 120 });
    if (!process.argv.includes("--check")) {
      fs.writeFileSync(file, text);
    } else if (fs.readFileSync(file, "utf8") !== text) {
      console.error(`${name} is not what the code says: run npm run docs`);
      process.exitCode = 1;
    }
  }
}

void run();
