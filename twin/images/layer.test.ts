import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as zlib from "node:zlib";
import { pathInImage, readLayer } from "./layer";
import { archiveOf } from "./testing/image";

describe("readLayer", () => {
  let folder: string;
  const { signal } = new AbortController();
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-layer-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const content = Buffer.from("program\n".repeat(40_000));
  const archive = archiveOf([
    { path: "usr/", folder: true },
    { path: "./usr/app", content },
    { path: "usr/link", symlink: "app" },
    { path: "usr/hard", hardlink: "usr/app" },
    { path: "usr/other", content: "other" },
  ]);

  function read(bytes: Buffer, mediaType: string, target = path.join(folder, "app"), until = signal) {
    const file = path.join(folder, "layer");
    fs.writeFileSync(file, bytes);
    return readLayer({ file, mediaType, name: "a/b:1: layer sha256:0" }, "usr/app", target, until);
  }

  test.each([
    ["application/vnd.oci.image.layer.v1.tar", archive],
    ["application/vnd.oci.image.layer.v1.tar+gzip", zlib.gzipSync(archive)],
    ["application/vnd.docker.image.rootfs.diff.tar.gzip", zlib.gzipSync(archive)],
  ])("of %s lists what it has, and writes the file that is wanted", async (mediaType, bytes) => {
    const { listing, written } = await read(bytes, mediaType);
    expect(Object.fromEntries(listing)).toEqual({
      usr: { type: "folder" },
      "usr/app": { type: "file" },
      "usr/link": { type: "symlink", target: "app" },
      "usr/hard": { type: "hardlink", target: "usr/app" },
      "usr/other": { type: "file" },
    });
    expect(written).toBe(true);
    expect(fs.readFileSync(path.join(folder, "app")).equals(content)).toBe(true);
  });

  test("of zstd is unpacked by a Node that can, and refused by another", async () => {
    const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };
    const type = "application/vnd.oci.image.layer.v1.tar+zstd";
    if (zstdCompressSync) expect((await read(zstdCompressSync(archive), type)).written).toBe(true);
    else
      await expect(read(archive, type)).rejects.toThrow(
        /is packed with zstd, which Node \S+ cannot unpack; 22\.15 can$/,
      );
  });

  test("of zeros alone, as Docker makes them, has nothing", async () => {
    const { listing, written } = await read(zlib.gzipSync(Buffer.alloc(1024)), "x.tar+gzip");
    expect([listing.size, written]).toEqual([0, false]);
  });

  test.each<[string, Buffer, string, string]>([
    ["that is no gzip", archive, "x.tar+gzip", "cannot be unpacked: incorrect header check"],
    [
      "that is cut short",
      zlib.gzipSync(archive).subarray(0, -200),
      "x.tar+gzip",
      "cannot be unpacked: unexpected end of file",
    ],
    ["that is no archive", zlib.gzipSync(Buffer.alloc(2048, "x")), "x.tar+gzip", "is no archive that is known here: "],
    [
      "whose archive is cut short",
      zlib.gzipSync(archive.subarray(0, 3_000)),
      "x.tar+gzip",
      "is no archive that is known here: Truncated input",
    ],
    ["of another kind", archive, "text/plain", "is of a kind that is not known here: text/plain"],
  ])("%s is refused", async (_, bytes, mediaType, problem) =>
    expect(read(bytes, mediaType)).rejects.toThrow(`a/b:1: layer sha256:0 ${problem}`),
  );

  test("passes on that the file cannot be written", async () =>
    expect(read(archive, "x.tar", path.join(folder, "nowhere/app"))).rejects.toMatchObject({ code: "ENOENT" }));

  test("ends with the signal's reason", async () => {
    const reason = new Error("Ctrl-C");
    await expect(read(archive, "x.tar", undefined, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

test.each([
  ["./usr/bin/", "usr/bin"],
  ["/usr//bin", "usr/bin"],
  ["../../etc/passwd", "etc/passwd"],
])("pathInImage(%s) is %s", (name, expected) => expect(pathInImage(name)).toBe(expected));
