import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { ServerResponse } from "node:http";
import { platformOf } from "./manifest";
import { impatient } from "./patience";
import { pullFile } from "./pull";
import { Registry } from "./registry";
import { archiveOf, blobOf, imageOf, layerOf } from "./testing/image";
import type { MadeImage } from "./testing/image";
import { startRegistry } from "./testing/registry";
import type { Habit, TestRegistry } from "./testing/registry";

const image = { registry: "registry.example", repository: "team/app", tag: "v1" };
const name = "registry.example/team/app:v1";
const here = platformOf();
const program = Buffer.from("#!/bin/sh\necho app v1\n".repeat(5_000));

/** A base that is not needed, and the program above it. */
const base = layerOf([{ path: "etc/passwd", content: "root" }]);
const layer = layerOf([{ path: "usr/bin/app", content: program }]);
const made = imageOf([base, layer], here);

let folder: string;
let server: TestRegistry;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-pull-"));
  server = await startRegistry();
  server.put(image, made);
});
afterEach(async () => {
  await server.close();
  fs.rmSync(folder, { recursive: true });
});

interface Wish {
  file?: string;
  digest?: string;
  signal?: AbortSignal;
  patience?: Partial<typeof impatient>;
  url?: string;
}

function pull({
  file = "/usr/bin/app",
  digest,
  signal = new AbortController().signal,
  patience,
  url = server.url,
}: Wish = {}) {
  const registry = new Registry(image.registry, {
    patience: { ...impatient, ...patience },
    signal,
    env: { BREAKWATER_REGISTRY: url },
  });
  const target = path.join(folder, "app");
  return pullFile(image, file, {
    registry,
    ...(digest !== undefined && { digest }),
    target,
    onBytes: () => undefined,
    signal,
  });
}

/** Answers what lies at a path in another way. */
const at =
  (part: string, answer: (response: ServerResponse) => void): Habit =>
  ({ url }, response) => {
    if (!url?.includes(part)) return false;
    answer(response);
    return true;
  };

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

/** What a registry may do wrong, and what is said about it. */
const faults: [string, Habit, string, Wish?][] = [
  [
    "has no such tag",
    at("/manifests/v1", (response) => response.writeHead(404).end()),
    "registry.example does not have it (status 404)",
  ],
  [
    "has lost a layer",
    at("/blobs/", (response) => response.writeHead(404).end()),
    `does not have its part ${layer.digest} (status 404)`,
  ],
  ["has a fault", at("/manifests/", (response) => response.writeHead(500).end()), "answers with status 500"],
  [
    "answers with a page",
    at("/manifests/", (response) => response.end("<html>")),
    "the manifest is none that is known here: the top level",
  ],
  [
    "answers with half a manifest",
    at("/manifests/", (response) => response.end('{"layers":[{"size":-1}]}')),
    "schemaVersion is missing; it must be 2",
  ],
  [
    "has a manifest without end",
    at("/manifests/", (response) => endless(response)),
    "the manifest is longer than 4 MiB",
  ],
  [
    "gives another manifest than it says",
    at("/manifests/v1", (response) => response.setHeader("docker-content-digest", base.digest).end("{}")),
    `the manifest is not ${base.digest}, but sha256:`,
  ],
  [
    "gives another layer",
    at("/blobs/", (response) => response.end(Buffer.alloc(layer.size))),
    `layer ${layer.digest} is not what is announced: sha256:`,
  ],
  [
    "gives half a layer",
    at("/blobs/", (response) => response.end(layer.bytes.subarray(0, 100))),
    `ends after 100 of ${layer.size} bytes`,
  ],
  [
    "breaks off",
    at("/blobs/", (response) =>
      response
        .writeHead(200, { "content-length": layer.size })
        .write(layer.bytes.subarray(0, 100), () => response.destroy()),
    ),
    "broke the connection off",
  ],
  [
    "gives more than it said",
    at("/blobs/", (response) => endless(response)),
    `is longer than the ${layer.size} bytes that are announced`,
  ],
  [
    "does not answer",
    at("/manifests/", () => undefined),
    "does not answer within 0.2 s",
    { patience: { answer: 200 } },
  ],
  ["does not answer at all", at("/v2/", () => undefined), "does not answer within 0.2 s", { patience: { first: 200 } }],
  [
    "falls silent",
    at("/blobs/", (response) => response.write(layer.bytes.subarray(0, 100))),
    "has sent nothing for 0.2 s",
    { patience: { silence: 200 } },
  ],
  [
    "sends byte after byte",
    at("/blobs/", (response) => trickle(response)),
    "kB a second, which takes longer than to build",
    { patience: { silence: 200 } },
  ],
  [
    "asks for a long pause",
    at("/manifests/", (response) => response.writeHead(429, { "retry-after": "3600" }).end()),
    "asks to be left alone (status 429) and to come back in 3600 s",
  ],
  [
    "asks for a pause until a day",
    at("/manifests/", (response) => response.writeHead(503, { "retry-after": "Fri, 31 Dec 2999 23:59:59 GMT" }).end()),
    "to come back at Fri, 31 Dec 2999",
  ],
  [
    "asks for a pause without end",
    at("/manifests/", (response) => response.writeHead(429, { "retry-after": "0" }).end()),
    "asks to be left alone again and again",
  ],
];

function endless(response: ServerResponse): void {
  const more = () => {
    while (response.write(Buffer.alloc(65_536)));
    response.once("drain", more);
  };
  more();
}

function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write("x"), 20);
  response.once("close", () => clearInterval(timer));
}

describe("a registry that", () => {
  test.each(faults)("%s is named with what it did, and nothing stays", async (...[, habit, problem, wish]) => {
    server.habit = habit;
    const error: unknown = await pull(wish).catch((reason: unknown) => reason);
    expect((error as Error).message).toContain(problem);
    expect((error as Error).name).toBe("ImageError");
    expect((error as Error).message).toContain("registry.example");
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test("asks for a short pause gets it", async () => {
    let asked = 0;
    server.habit = at("/manifests/v1", (response) => response.writeHead(429, { "retry-after": "0" }).end());
    const busy = server.habit;
    server.habit = (request, response) => (asked++ < 3 ? busy(request, response) : false);
    await pull();
  });

  test("nobody listens for", async () => {
    await server.close();
    await expect(pull()).rejects.toThrow(/^registry\.example: 127\.0\.0\.1:\d+ refuses the connection$/);
    server = await startRegistry();
  });
});

const images: [string, MadeImage, string][] = [
  ["for another machine", imageOf([layer], "linux/riscv64"), `is not there for ${here}, but for linux/riscv64`],
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
