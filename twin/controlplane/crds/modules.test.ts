import { downloadModule } from "./modules";

describe("downloadModule", () => {
  const { PATH } = process.env;
  const { signal } = new AbortController();
  afterEach(() => (process.env["PATH"] = PATH));

  test("says so where there is no Go", async () => {
    process.env["PATH"] = "/nowhere";
    await expect(downloadModule("sigs.k8s.io/gateway-api", signal)).rejects.toThrow(
      /^The custom resource definitions of sigs\.k8s\.io\/gateway-api v\S+ cannot be had: there is no `go` on the PATH$/,
    );
  });

  test("asks only for what is pinned", async () =>
    expect(downloadModule("example.org/unknown", signal)).rejects.toThrow(
      "go.mod does not require example.org/unknown",
    ));
});
