import * as fs from "node:fs";
import * as path from "node:path";
import { platformOf } from "./manifest";
import { archiveOf, blobOf, imageOf, layerOf } from "./testing/image";
import type { MadeImage } from "./testing/image";
import { at, base, image, layer, made, name, program, Pulling } from "./testing/pulling";
import type { Wish } from "./testing/pulling";
import { startRegistry } from "./testing/registry";
import type { Habit, TestRegistry } from "./testing/registry";

let pulling: Pulling;
let server: TestRegistry;
let folder: string;
beforeEach(async () => {
  pulling = await Pulling.begin();
  ({ server, folder } = pulling);
});
afterEach(() => pulling.end());
const pull = (wish?: Wish) => pulling.pull(wish);

test("takes the file out of the layer that has it, fetches no other, and leaves nothing else", async () => {
  expect(await pull()).toEqual({ digest: made.manifests.at(-1)!.digest });
  expect(fs.readdirSync(folder)).toEqual(["app"]);
  expect(fs.readFileSync(path.join(folder, "app")).equals(program)).toBe(true);
  expect(fs.statSync(path.join(folder, "app")).mode & 0o777).toBe(0o755);
  expect(server.asked.filter((line) => line.includes(base.digest))).toEqual([]);
});

test("follows links through the layers", async () => {
  server.put(
    image,
    imageOf([
      layerOf([{ path: "opt/app-1", content: "one" }]),
      layerOf([{ path: "bin/app", symlink: "../opt/app-1" }]),
    ]),
  );
  await pull({ file: "/bin/app" });
  expect(fs.readFileSync(path.join(folder, "app"), "utf8")).toBe("one");
});

test("asks by digest where one is known, and takes nothing else", async () => {
  const { digest } = made.manifests.at(-1)!;
  expect(await pull({ digest })).toEqual({ digest });
  expect(server.asked[1]).toBe(`GET /v2/registry.example/team/app/manifests/${digest}`);
  await expect(pull({ digest: base.digest })).rejects.toThrow(
    `${name}: registry.example does not have it (status 404)`,
  );
});

describe("a registry that wants a token", () => {
  const habit =
    (accepted: string, answer: object, status = 200): Habit =>
    ({ url, headers }, response) => {
      if (url?.startsWith("/token")) response.writeHead(status).end(JSON.stringify(answer));
      else if (url === "/v2/" || headers.authorization === accepted) return false;
      else {
        const challenge = `Bearer realm="${server.url}/token",service="registry.example",scope="repository:team/app:pull"`;
        response.writeHead(401, { "www-authenticate": challenge }).end();
      }
      return true;
    };

  test.each(["token", "access_token"])("gets the one that it gives to everybody (%s)", async (property) => {
    server.habit = habit("Bearer abc", { [property]: "abc" });
    await pull();
    expect(server.asked.filter((line) => line.startsWith("GET /token"))).toEqual([
      "GET /token?service=registry.example&scope=repository%3Ateam%2Fapp%3Apull",
    ]);
  });

  test("and does not take it is not asked for ever", async () => {
    server.habit = habit("Bearer other", { token: "abc" });
    await expect(pull()).rejects.toThrow(`${name}: registry.example does not give it to everybody (status 401)`);
    expect(server.asked.filter((line) => line.startsWith("GET /token"))).toHaveLength(1);
  });

  test.each<[object, number, RegExp]>([
    [{ token: 7 }, 200, /gives no token, but something else$/],
    [{ token: "a\r\nb" }, 200, /gives no token, but something else$/],
    [{}, 403, /gives no token, but status 403$/],
  ])("and gives %j with %s", async (answer, status, problem) => {
    server.habit = habit("Bearer abc", answer, status);
    await expect(pull()).rejects.toThrow(problem);
  });

  test.each(["Basic realm=x", 'Bearer realm="http://elsewhere.example/token"', ""])(
    "by %j is refused",
    async (challenge) => {
      server.habit = at("/manifests/", (response) => response.writeHead(401, { "www-authenticate": challenge }).end());
      await expect(pull()).rejects.toThrow(`${name}: registry.example asks for a login`);
    },
  );
});

describe("a redirect", () => {
  test("to another host is followed without the token", async () => {
    const storage = await startRegistry();
    try {
      storage.habit = at("/there", (response) => response.end(layer.bytes));
      server.habit = ({ url, headers }, response) => {
        if (url === "/token") response.writeHead(200).end('{"token":"abc"}');
        else if (url === "/v2/") return false;
        else if (headers.authorization === undefined)
          response.writeHead(401, { "www-authenticate": `Bearer realm="${server.url}/token"` }).end();
        else if (url?.includes("/blobs/")) response.writeHead(307, { location: `${storage.url}/there` }).end();
        else return false;
        return true;
      };
      await pull();
      expect(storage.asked).toEqual(["GET /there"]);
      expect(server.asked.at(-1)).toMatch(/ Bearer abc$/);
    } finally {
      await storage.close();
    }
  });

  test.each([
    ["http://elsewhere.example/there", "leads to http://elsewhere.example/there, which is no https:// address"],
    ["ftp://127.0.0.1/there", "leads to ftp://127.0.0.1/there, which is no https:// address"],
    ["/v2/registry.example/team/app/blobs/again", "leads from one address to the next, more than 5 times"],
  ])("to %s is refused", async (location, problem) => {
    server.habit = at("/blobs/", (response) => response.writeHead(302, { location }).end());
    await expect(pull()).rejects.toThrow(problem);
  });
});

const images: [string, MadeImage, string][] = [
  ["for another machine", imageOf([layer], "linux/riscv64"), `is not there for ${platformOf()}, but for linux/riscv64`],
  ["without the file", imageOf([base]), "has no file /usr/bin/app"],
  ["whose file is removed again", imageOf([layer, layerOf([{ path: "usr/bin/.wh.app" }])]), "has no file /usr/bin/app"],
  [
    "whose layer is no archive",
    imageOf([blobOf(Buffer.from("text"), "application/vnd.oci.image.layer.v1.tar+gzip")]),
    "cannot be unpacked",
  ],
  [
    "whose layer is of another kind",
    imageOf([blobOf(archiveOf([]), "text/plain")]),
    "is of a kind that is not known here: text/plain",
  ],
];

test.each(images)("an image %s is refused", async (_, wrong, problem) => {
  server.put(image, wrong);
  await expect(pull()).rejects.toThrow(problem);
  expect(fs.readdirSync(folder)).toEqual([]);
});

test("Ctrl-C ends it at once and leaves nothing", async () => {
  const stop = new AbortController();
  const reason = new Error("Ctrl-C");
  server.habit = at("/blobs/", (response) => {
    response.write(layer.bytes.subarray(0, 100));
    stop.abort(reason);
  });
  await expect(pull({ signal: stop.signal })).rejects.toBe(reason);
  expect(fs.readdirSync(folder)).toEqual([]);
});

test.each(["app", "app.layers/1"])(
  "a disk that is full under %s is the system's error, and nothing stays",
  async (file) => {
    fs.mkdirSync(path.join(folder, "app.layers"));
    fs.symlinkSync("/dev/full", path.join(folder, file));
    await expect(pull()).rejects.toMatchObject({ code: "ENOSPC" });
    expect(fs.readdirSync(folder)).toEqual([]);
  },
);
