import { ScriptedProject, type StandInAnswer } from "../support/stand-in-commands";

let project: ScriptedProject;
const start = (answers: StandInAnswer[]) => (project = new ScriptedProject(answers));
afterEach(() => project.dispose());

describe("upload-weights.sh", () => {
  const answers: StandInAnswer[] = [
    { match: "^az account show" },
    { match: "^pulumi stack output resourceGroup", stdout: "rg-breakwater-dev\n" },
    { match: "^az storage account list --resource-group rg-breakwater-dev", stdout: "stbwmodelsx4k2m9\n" },
    { match: "^az cloud show", stdout: "core.windows.net\n" },
    { match: "^(hf download|azcopy copy)" },
    { match: "^az storage blob list" },
  ];

  test("downloads what vLLM reads and copies it under the model's id", async () => {
    const { exitCode, stderr } = await start(answers).run("upload-weights.sh", []);
    expect(exitCode).toBe(0);
    expect(project.changes()).toEqual([
      "hf download Qwen/Qwen3-14B --revision main --local-dir .breakwater/weights/Qwen/Qwen3-14B --include *.safetensors --include *.json --include *.txt",
      "azcopy copy .breakwater/weights/Qwen/Qwen3-14B/* https://stbwmodelsx4k2m9.blob.core.windows.net/models/Qwen/Qwen3-14B --recursive --overwrite ifSourceNewer --put-md5 --exclude-path .cache",
    ]);
    expect(stderr).toContain("az://models/Qwen/Qwen3-14B in the storage account stbwmodelsx4k2m9");
  });

  test.each([
    [
      "the network",
      "ERROR: (AuthorizationFailure) This request is not authorized to perform this operation.",
      "pulumi config set operatorIpRanges",
    ],
    [
      "a role",
      "ERROR: (AuthorizationPermissionMismatch) You do not have the required permissions needed to perform this operation.",
      "no role on the container models of stbwmodelsx4k2m9: Storage Blob Data Contributor",
    ],
    ["something else", "ERROR: (ContainerNotFound) The specified container does not exist.", "(ContainerNotFound)"],
  ])("downloads nothing where %s keeps it out, and says which", async (_what, said, mend) => {
    const refused = { match: "^az storage blob list", stderr: `${said}\n`, exitCode: 1 };
    const { exitCode, stderr } = await start(answers).run("upload-weights.sh", [], [refused]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(mend);
    expect(project.changes()).toEqual([]);
  });

  test("guesses no account where there are several", async () => {
    const several = { match: "^az storage account list", stdout: "one\ntwo\n" };
    const { exitCode, stderr } = await start(answers).run("upload-weights.sh", [], [several]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("rg-breakwater-dev has 2 storage accounts of premium block blobs");
    expect(project.changes()).toEqual([]);
  });

  test("uploads nothing after a download that failed", async () => {
    await start(answers).run("upload-weights.sh", [], [{ match: "^hf", exitCode: 1 }]);
    expect(project.changes().filter((line) => line.startsWith("azcopy"))).toEqual([]);
  });

  test("refuses what is no model's id", async () => {
    const { exitCode, stderr } = await start(answers).run("upload-weights.sh", ["--model", "Qwen3-14B"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--model must be an owner and a model, such as Qwen/Qwen3-14B; it is "Qwen3-14B"');
  });
});
