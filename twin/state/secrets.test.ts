import { digestSecrets, maskSecrets } from "./secrets";

describe("secrets in the state", () => {
  const inputs = { name: "key", stringData: { "api-key": "s3cret", other: "plain" } };
  const paths = ["stringData.api-key"];

  test("are masked", () => {
    const masked = maskSecrets(inputs, paths);
    expect(masked).toEqual({ name: "key", stringData: { "api-key": "[secret]", other: "plain" } });
  });

  test("can be compared without being known", () => {
    const digest = digestSecrets(inputs, paths, "salt");
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digestSecrets({ ...inputs, name: "other" }, paths, "salt")).toBe(digest);
    expect(digestSecrets({ ...inputs, stringData: { "api-key": "n3w" } }, paths, "salt")).not.toBe(digest);
    expect(digestSecrets(inputs, paths, "another salt")).not.toBe(digest);
    expect(digestSecrets(inputs, [], "salt")).toBeUndefined();
  });
});
