import { Metrics } from "../metrics";
import { Accounts } from "./accounts";

describe("the accounts of answers", () => {
  const metrics = new Metrics({ process: false });
  const prices = { m: { input: 2, output: 8, cachedInput: 0.5 }, plain: { input: 2, output: 8 } };
  const accounts = new Accounts(prices, metrics, new Set(["simple_qa"]));

  test("price tokens in, out and from the cache apart", () => {
    const usage = { promptTokens: 1_000, completionTokens: 100, cachedTokens: 600 };
    expect(accounts.book({}, "m", usage)).toBeCloseTo((400 * 2 + 600 * 0.5 + 100 * 8) / 1e6, 12);
    expect(accounts.book({}, "plain", usage)).toBeCloseTo((1_000 * 2 + 100 * 8) / 1e6, 12);
    expect(accounts.book({}, "unknown", usage)).toBe(0);
  });

  test("keep dollars by model, key and use case, and tell the request's meter", async () => {
    const used = jest.fn();
    const usage = { promptTokens: 0, completionTokens: 1_000_000 };
    const caller = { user: "team-shop", key: "shop" };
    accounts.book({ caller, useCase: "simple_qa", meter: { used } }, "plain", usage);
    expect(used).toHaveBeenCalledWith(usage, 8);
    const { values } = await metrics.cost.get();
    expect(values).toContainEqual({ labels: { model: "plain", key: "shop", use_case: "simple_qa" }, value: 8 });
  });

  test("have no label that a client makes up: embeddings take any use case, and go by none", async () => {
    for (let count = 0; count < 5; count++)
      accounts.book({ useCase: `made-up-${count}` }, "m", { promptTokens: 1, completionTokens: 0 });
    const { values } = await metrics.cost.get();
    expect(values.filter(({ labels }) => labels.model === "m").map(({ labels }) => labels.use_case)).toEqual(["none"]);
  });
});
