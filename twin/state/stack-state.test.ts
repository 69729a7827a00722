import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { removeStackFolder, stackFolder } from "./stack-folder";
import { objectsOf, StackState } from "./stack-state";

const vllm = {
  urn: "urn:vllm",
  type: "kubernetes:apps/v1:Deployment",
  name: "vllm",
  object: { apiVersion: "apps/v1", kind: "Deployment", namespace: "models", name: "vllm" },
};
const vault = { urn: "urn:vault", type: "azure-native:keyvault:Vault", name: "vault" };

describe("StackState", () => {
  let folder: string;
  const open = () => StackState.open(path.join(folder, "state.json"), "dev");
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-state-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test("knows after a kill what was about to be made", () => {
    open().begin(vllm, { replicas: 1 });
    expect(open().get(vllm.urn)).toMatchObject({ status: "applying", pending: { replicas: 1 }, object: vllm.object });
    expect(open().get(vllm.urn)).not.toHaveProperty("inputs");
  });

  test("keeps the last completed inputs until the next are complete", () => {
    const state = open();
    state.begin(vllm, { replicas: 1 });
    state.complete(vllm.urn);
    expect(state.begin(vllm, { replicas: 2 })).toMatchObject({ status: "applied", inputs: { replicas: 1 } });
    expect(open().get(vllm.urn)).toMatchObject({
      status: "applying",
      inputs: { replicas: 1 },
      pending: { replicas: 2 },
    });
    state.complete(vllm.urn, "digest");
    expect(open().get(vllm.urn)).toMatchObject({ status: "applied", inputs: { replicas: 2 }, secretsDigest: "digest" });
    expect(open().get(vllm.urn)).not.toHaveProperty("pending");
  });

  test("is after a refusal as it was before", () => {
    const state = open();
    state.restore(vault.urn, state.begin(vault, {}));
    expect(open().get(vault.urn)).toBeUndefined();
    state.begin(vllm, { replicas: 1 });
    state.complete(vllm.urn);
    const before = open().get(vllm.urn);
    state.restore(vllm.urn, state.begin(vllm, { replicas: -1 }));
    expect(open().get(vllm.urn)).toEqual(before);
  });

  test("knows what a resource was before the program renamed it, until the new one is there", () => {
    const renamed = { ...vllm, object: { ...vllm.object, name: "vllm-2" } };
    const state = open();
    state.begin(vllm, {});
    state.complete(vllm.urn);
    state.begin(renamed, {});
    // The command is killed, and the next one renames it once more.
    const again = open();
    again.begin({ ...vllm, object: { ...vllm.object, name: "vllm-3" } }, {});
    expect(
      open()
        .get(vllm.urn)
        ?.formerly?.map(({ name }) => name),
    ).toEqual(["vllm-2", "vllm"]);
    expect(objectsOf(open().get(vllm.urn)).map(({ name }) => name)).toEqual(["vllm-3", "vllm-2", "vllm"]);
    // Back at its first name: that one is no longer to be deleted.
    again.begin(vllm, {});
    expect(
      open()
        .get(vllm.urn)
        ?.formerly?.map(({ name }) => name),
    ).toEqual(["vllm-3", "vllm-2"]);
    again.complete(vllm.urn);
    expect(open().get(vllm.urn)).not.toHaveProperty("formerly");
  });

  test("lists what was asked for last first, over several runs", () => {
    for (const order of [
      [vault, vllm],
      [vllm, vault],
    ]) {
      const state = open();
      for (const resource of order) {
        state.begin(resource, {});
        state.complete(resource.urn);
      }
    }
    expect(
      open()
        .latestFirst()
        .map(({ name }) => name),
    ).toEqual(["vault", "vllm"]);
  });

  test("forgets one, or all", () => {
    const state = open();
    for (const resource of [vault, vllm]) state.begin(resource, {});
    state.forget(vault.urn);
    expect(
      open()
        .latestFirst()
        .map(({ name }) => name),
    ).toEqual(["vllm"]);
    state.forgetAll();
    expect(open().latestFirst()).toEqual([]);
  });

  test("keeps the Plan and its salt, readable for its user alone", () => {
    const plan = { version: 1, project: "p", stack: "dev", resources: [], outputs: {} } as const;
    const state = open();
    state.keepPlan({ ...plan, resources: [] });
    expect(open().plan).toEqual(plan);
    expect(open().salt).toBe(state.salt);
    expect(fs.statSync(path.join(folder, "state.json")).mode & 0o077).toBe(0);
  });
});

describe("a state file that cannot be read", () => {
  test.each(["{", "[]", '{"version":99}'])("is not taken for an empty one: %s", (content) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-state-"));
    const file = path.join(folder, "state.json");
    fs.writeFileSync(file, content);
    expect(() => StackState.open(file, "dev")).toThrow(/state\.json is damaged.*`breakwater down --stack dev`/);
    fs.rmSync(folder, { recursive: true });
  });
});

describe("stackFolder", () => {
  test.each(["..", "../..", "a/b", "", ".hidden", "/etc"])("refuses %j: `down` removes the folder", (stack) =>
    expect(() => stackFolder(os.tmpdir(), stack, {})).toThrow("a stack's name has letters"),
  );

  test("lies in the project, or where BREAKWATER_STATE says", () => {
    const project = fs.realpathSync(os.tmpdir());
    expect(stackFolder(project, "dev", {}).root).toBe(path.join(project, ".breakwater/dev"));
    expect(stackFolder(project, "dev", { BREAKWATER_STATE: "/elsewhere" }).clusterFolder).toBe(
      "/elsewhere/dev/cluster",
    );
  });

  test("is removed with the folder above it once no stack is left", () => {
    const project = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-folder-"));
    const [dev, prod] = ["dev", "prod"].map((stack) => stackFolder(project, stack, {})) as [
      ReturnType<typeof stackFolder>,
      ReturnType<typeof stackFolder>,
    ];
    for (const { root } of [dev, prod]) fs.mkdirSync(root, { recursive: true });
    removeStackFolder(dev);
    expect(fs.readdirSync(path.join(project, ".breakwater"))).toEqual(["prod"]);
    removeStackFolder(prod);
    expect(fs.readdirSync(project)).toEqual([]);
    fs.rmSync(project, { recursive: true });
  });
});
