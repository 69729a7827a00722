import { once } from "node:events";
import * as fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { zipSync } from "fflate";
import { sumOf, takeFromProxy } from "./module-proxy";
import { downloadModule } from "./modules";

const { signal } = new AbortController();

describe("downloadModule", () => {
  const { PATH, GOPROXY } = process.env;
  afterEach(() => Object.assign(process.env, { PATH, GOPROXY: GOPROXY ?? "" }));

  test("says so where there is neither Go nor a proxy", async () => {
    Object.assign(process.env, { PATH: "/nowhere", GOPROXY: "off", BREAKWATER_CACHE: "/nowhere" });
    await expect(downloadModule("sigs.k8s.io/gateway-api", "config/crd", signal)).rejects.toThrow(
      /^The custom resource definitions of sigs\.k8s\.io\/gateway-api v\S+ cannot be had: there is no `go` on the PATH, and GOPROXY = "off" names no proxy/,
    );
    delete process.env["BREAKWATER_CACHE"];
  });

  test("asks only for what is pinned", async () =>
    expect(downloadModule("example.org/unknown", "crds", signal)).rejects.toThrow(
      "go.mod does not require example.org/unknown",
    ));
});

describe("takeFromProxy", () => {
  const files = Object.fromEntries(
    Object.entries({ "go.mod": "module", "crds/a.yaml": "a", "crds-of-others/b.yaml": "b" }).map(([name, text]) => [
      `example.org/Mill@v1.0.0/${name}`,
      Buffer.from(text),
    ]),
  );
  const pinned = { module: "example.org/Mill", version: "v1.0.0", sum: sumOf(files) };
  let [folder, target]: [string, string] = ["", ""];
  let server: Server;
  let asked: string[] = [];
  let answer: { status: number; body: Uint8Array };
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-proxy-"));
    target = path.join(folder, "mill");
    asked = [];
    answer = { status: 200, body: zipSync(files) };
    server = createServer(({ url }, response) => {
      asked.push(url ?? "");
      response.writeHead(answer.status).end(answer.body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    fs.rmSync(folder, { recursive: true });
  });

  const take = (sum = pinned.sum) => {
    const { port } = server.address() as AddressInfo;
    return takeFromProxy({ ...pinned, sum }, "crds", target, signal, { GOPROXY: `http://127.0.0.1:${port}/,direct` });
  };

  test("takes the wanted folder of a module, and nothing else of it", async () => {
    await take();
    expect(fs.readdirSync(target, { recursive: true })).toEqual(["crds", "crds/a.yaml"]);
    expect(asked).toEqual(["/example.org/!mill/@v/v1.0.0.zip"]);
  });

  test.each<[string, Partial<typeof answer>, string | undefined, RegExp]>([
    ["another sum", {}, "h1:other", /^http:\S+ gives another example\.org\/Mill v1\.0\.0 than go\.sum: h1:/],
    ["no archive", { body: Buffer.from("text") }, undefined, /^the archive of example\.org\/Mill cannot be unpacked: /],
    ["no such module", { status: 404 }, undefined, /^127\.0\.0\.1:\d+ answers with status 404$/],
  ])("%s leaves nothing", async (_, wrong, sum, problem) => {
    Object.assign(answer, wrong);
    await expect(take(sum)).rejects.toThrow(problem);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test("computes sums as Go does", () =>
    // By coreutils and openssl: the sum of "<sha256 of nothing>  a@v1/go.mod\n", as golang.org/x/mod/sumdb/dirhash has it.
    expect(sumOf({ "a@v1/go.mod": Buffer.from("") })).toBe("h1:ZCqPlx9+BQ5/Ii45XlLxuX5nOCrtTeyjYj3Pd2smDno="));
});
