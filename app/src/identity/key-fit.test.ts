import { loadSettings } from "../settings";
import { conflictsOf, strangersOf } from "./key-fit";
import { parseKeyList, sha256Of } from "./key-list";

const settings = loadSettings({
  SESSION_STORE: "memory",
  VLLM_BASE_URL: "http://vllm",
  ROUTES: JSON.stringify({
    useCases: { free: ["vllm:Qwen/Qwen3-14B"], new: ["gateway:gpt-4.1", "gateway:brand-new"] },
    models: { fast: ["gateway:brand-new"], "brand-new": ["gateway:brand-new"] },
  }),
});
const entryOf = (limits: object) =>
  parseKeyList(JSON.stringify({ keys: [{ name: "shop", owner: "team", sha256: sha256Of("k"), ...limits }] }));

test.each<[object, boolean]>([
  [{ dollarsPerDay: 5 }, false],
  [{ tokensPerDay: 5 }, true],
  [{ dollarsPerDay: 5, models: ["gpt-4.1", "Qwen/Qwen3-14B"] }, true],
  [{ dollarsPerDay: 5, models: ["gpt-4.1", "brand-new"] }, false],
  [{ dollarsPerDay: 5, models: ["fast"] }, false],
  [{ dollarsPerDay: 5, useCases: ["free"] }, true],
  [{ dollarsPerDay: 5, useCases: ["free", "new"] }, false],
  [{ dollarsPerDay: 5, useCases: ["new"], models: ["gpt-4.1"] }, true],
])("dollars a day need a price for every model that the key may use: %j", (limits, fits) => {
  const problem =
    'key "shop": dollarsPerDay is not allowed while the key may use models without a price in PRICES: brand-new';
  expect(conflictsOf(entryOf(limits), settings)).toEqual(fits ? [] : [problem]);
});

test("names that no route has are told: they are exact, and no patterns", () => {
  const entries = entryOf({ models: ["gpt-*", "gpt-4.1", "fast"], useCases: ["new", "neu"] });
  expect(strangersOf(entries, settings)).toEqual([
    'key "shop": no route has the model gpt-*',
    'key "shop": no route has the use case neu',
  ]);
});
