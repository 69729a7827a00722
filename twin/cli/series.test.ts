import { isSeries } from "./series";

describe("isSeries", () => {
  test.each(["depth", "a:b:sum", 'depth{pod="a"}', 'depth{pod="a",node="b \\" c"}'])("takes %s", (text) =>
    expect(isSeries(text)).toBe(true),
  );
  test.each(["", "1depth", "depth{}", "depth{pod=a}", 'depth{pod="a"', 'depth{pod="a\n"}', "depth 4\nother"])(
    "refuses %j",
    (text) => expect(isSeries(text)).toBe(false),
  );
});
