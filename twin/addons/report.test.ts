import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { addonsFolder } from "./daemons/addons-folder";
import { expectedAddons, writeReport } from "./report";

describe("expectedAddons", () => {
  const folder = addonsFolder(fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-report-")));
  afterAll(() => fs.rmSync(folder.root, { recursive: true }));
  const wanted = [
    { name: "KEDA", nature: "real" },
    { name: "metrics-server", nature: "real" },
  ] as const;

  test("says of what has never run that its programs are not there yet", () =>
    expect(expectedAddons(folder, wanted)).toEqual(
      wanted.map((addon) => ({ ...addon, daemons: [], lack: expect.stringContaining("not there yet") })),
    ));

  test("keeps what ran, and asks again for what did not", () => {
    const keda = { name: "KEDA", nature: "real", daemons: ["keda-operator"] } as const;
    const before = [
      { ...keda, daemons: [...keda.daemons] },
      { ...wanted[1], daemons: [], lack: "there was no go" },
    ];
    writeReport(folder, { addons: before, notes: [] });
    const [first, second] = expectedAddons(folder, wanted);
    expect(first).toEqual(keda);
    expect(second!.lack).toContain("not there yet");
  });
});
