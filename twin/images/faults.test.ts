import * as fs from "node:fs";
import type { ServerResponse } from "node:http";
import { at, base, layer, Pulling } from "./testing/pulling";
import type { Wish } from "./testing/pulling";
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

  test("answers while this process is busy with something else is not late", async () => {
    const pulled = pull({ patience: { first: 100, answer: 100, silence: 100 } });
    const spin = () => {
      for (const end = Date.now() + 300; Date.now() < end;);
    };
    spin();
    setImmediate(spin);
    await pulled;
    expect(fs.readdirSync(folder)).toEqual(["app"]);
  });

  test("hangs up at once", async () => {
    server.habit = ({ socket }) => {
      socket.destroy();
      return true;
    };
    await expect(pull()).rejects.toThrow(/^registry\.example: 127\.0\.0\.1:\d+ broke the connection off$/);
  });
});
