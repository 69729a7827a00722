import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { addonsFolder } from "../daemons/addons-folder";
import { addressIn, chooseAddresses, hostsFile } from "./addresses";

describe("chooseAddresses", () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-addresses-"));
  afterAll(() => fs.rmSync(root, { recursive: true }));

  test("keeps what something runs on, and chooses anew where nothing does", async () => {
    const folder = addonsFolder(root);
    const first = await chooseAddresses(folder, true);
    expect(await chooseAddresses(folder, true)).toEqual(first);
    expect((await chooseAddresses(folder, false)).ports).not.toEqual(first.ports);
  });

  test("stays on loopback", async () => {
    const { network } = await chooseAddresses(addonsFolder(root), true);
    expect(addressIn(network, 0)).toMatch(/^127\.77\.(\d+)\.1$/);
    expect(network).toBeGreaterThan(0);
    expect(network).toBeLessThan(255);
  });
});

describe("hostsFile", () => {
  test("has each name in the forms that a cluster's DNS knows, and this machine", () =>
    expect(hostsFile([{ host: "redis.jobs.svc", address: "127.77.3.1" }]).split("\n")).toEqual([
      "127.0.0.1 localhost",
      "::1 localhost",
      "127.77.3.1 redis.jobs redis.jobs.svc redis.jobs.svc.cluster.local",
      "",
    ]));
});
