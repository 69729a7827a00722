import type { Entry, Listing } from "./layer";
import { locate } from "./locate";

const file: Entry = { type: "file" };
const folder: Entry = { type: "folder" };
const symlink = (target: string): Entry => ({ type: "symlink", target });
const hardlink = (target: string): Entry => ({ type: "hardlink", target });

/** Looks for `/usr/bin/app` in layers, the lowest first. */
async function look(layers: Record<string, Entry>[], path = "/usr/bin/app") {
  const seen: number[] = [];
  const listingOf = async (layer: number): Promise<Listing> => {
    seen.push(layer);
    return new Map(Object.entries(layers[layer]!));
  };
  return { place: await locate(path, layers.length, listingOf), seen };
}

const app = { usr: folder, "usr/bin": folder, "usr/bin/app": file };

test("a file in the uppermost layer is found without a look at those below", async () =>
  expect(await look([app, app])).toEqual({ place: { layer: 1, path: "usr/bin/app" }, seen: [1] }));

test("a file below is found where the layers above say nothing of it", async () =>
  expect((await look([app, { etc: folder }, { usr: folder, "usr/bin": folder }])).place?.layer).toBe(0));

test.each<[string, Record<string, Entry>]>([
  ["the file itself", { "usr/bin/.wh.app": file }],
  ["its folder", { "usr/.wh.bin": file }],
  ["the folder above", { ".wh.usr": file }],
  ["all that its folder had", { "usr/bin/.wh..wh..opq": file }],
  ["all that the root had", { ".wh..wh..opq": file }],
])("a later layer removes %s", async (_, layer) => expect((await look([app, layer])).place).toBeUndefined());

test("what a layer removes of those below it may be there again in itself", async () =>
  expect((await look([app, { "usr/bin/.wh..wh..opq": file, "usr/bin/app": file }])).place?.layer).toBe(1));

test("a removal does not reach a name that only begins like it", async () =>
  expect((await look([app, { "usr/bin/.wh.ap": file, "usr/.wh.bi": file }])).place?.layer).toBe(0));

test.each<[string, Record<string, Entry>[], string]>([
  ["an absolute link", [{ "opt/app-2": file }, { "usr/bin/app": symlink("/opt/app-2") }], "opt/app-2"],
  ["a relative link", [{ "usr/bin/app": symlink("../lib/app-2"), "usr/lib/app-2": file }], "usr/lib/app-2"],
  ["a link of its folder", [{ "usr/sbin/app": file }, { "usr/bin": symlink("sbin") }], "usr/sbin/app"],
  ["a hard link", [{ "usr/bin/app-2": file, "usr/bin/app": hardlink("usr/bin/app-2") }], "usr/bin/app-2"],
  ["a chain of links", [{ a: file, b: symlink("a"), "usr/bin/app": symlink("/b") }], "a"],
  ["a link that leads out of the image", [{ a: file, "usr/bin/app": symlink("../../../../a") }], "a"],
])("%s is followed", async (_, layers, path) => expect((await look(layers)).place?.path).toBe(path));

test.each<[string, Record<string, Entry>[]]>([
  ["links in a circle", [{ "usr/bin/app": symlink("b"), "usr/bin/b": symlink("app") }]],
  ["a folder", [{ "usr/bin/app": folder }]],
  ["a file where its folder should be", [app, { "usr/bin": file }]],
  ["a device", [{ "usr/bin/app": { type: "other" } }]],
  ["nothing", [{}]],
])("%s is no file", async (_, layers) => expect((await look(layers)).place).toBeUndefined());
