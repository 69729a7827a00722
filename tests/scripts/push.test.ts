import { ScriptedProject, type StandInAnswer } from "../support/stand-in-commands";

const digest = `sha256:${"ab".repeat(32)}`;

let project: ScriptedProject;
const start = (answers: StandInAnswer[]) => (project = new ScriptedProject(answers));
afterEach(() => project.dispose());

describe("push.sh", () => {
  const answers: StandInAnswer[] = [
    { match: "^az account show" },
    { match: "^pulumi stack output registry --stack dev$", stdout: "crbreakwaterdevx4k2m9.azurecr.io\n" },
    { match: "^git rev-parse", stdout: "0123456789ab\n" },
    { match: "^git status" },
    { match: "^az acr (build|login)" },
    { match: "^az acr show", stdout: "Enabled\nNone\n" },
    { match: "^docker buildx build" },
    { match: "^az acr repository show", stdout: `${digest}\n` },
    { match: "^pulumi config set" },
  ];
  const withApp = () => {
    start(answers);
    project.write("app/Dockerfile", "FROM scratch\n");
    project.write("app/package.json", '{\n  "name": "@breakwater/app",\n  "version": "0.1.0"\n}\n');
    return project;
  };

  test("lets Azure build, and pins what was pushed by its digest", async () => {
    const { exitCode } = await withApp().run("push.sh", ["--stack", "dev"]);
    expect(exitCode).toBe(0);
    expect(project.changes()).toEqual([
      "az acr build --registry crbreakwaterdevx4k2m9 --image ai-service:0.1.0-0123456789ab --platform linux/amd64 --file app/Dockerfile .",
      `pulumi config set image ai-service@${digest} --stack dev`,
    ]);
  });

  test("--local builds here for the nodes' architecture", async () => {
    await withApp().run("push.sh", ["--local"]);
    expect(project.changes().slice(0, 2)).toEqual([
      "az acr login --name crbreakwaterdevx4k2m9",
      "docker buildx build --platform linux/amd64 --provenance=false --push --tag crbreakwaterdevx4k2m9.azurecr.io/ai-service:0.1.0-0123456789ab --file app/Dockerfile .",
    ]);
  });

  const fromDev: StandInAnswer[] = [
    { match: "^pulumi stack output registry --stack prod$", stdout: "crbreakwaterprodq7w1e5.azurecr.io\n" },
    { match: "^az acr import" },
  ];
  const withProd = () => {
    withApp();
    project.write("Pulumi.prod.yaml", "config:\n  breakwater:environment: prod\n");
    return project;
  };

  test("--from copies another stack's image by its digest, and builds nothing", async () => {
    const { exitCode } = await withProd().run("push.sh", ["--stack", "prod", "--from", "dev"], fromDev);
    expect(exitCode).toBe(0);
    expect(project.changes()).toEqual([
      `az acr import --name crbreakwaterprodq7w1e5 --source crbreakwaterdevx4k2m9.azurecr.io/ai-service@${digest} --image ai-service:0.1.0-0123456789ab --force`,
      `pulumi config set image ai-service@${digest} --stack prod`,
    ]);
  });

  test("--from says where the image must be pushed first", async () => {
    const { exitCode, stderr } = await withProd().run(
      "push.sh",
      ["--stack", "prod", "--from", "dev"],
      [{ match: "repository show --name crbreakwaterdev", exitCode: 3 }, ...fromDev],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Push it there first: scripts/push.sh --stack dev");
    expect(project.changes()).toEqual([]);
  });

  test("--from asks the registry that it copies to for nothing: it may let nobody in from here", async () => {
    const shut = { match: "az acr (login|repository show) --name crbreakwaterprod", exitCode: 1 };
    const args = ["--stack", "prod", "--from", "dev", "--forward"];
    const running = `ai-service@sha256:${"ef".repeat(32)}`;
    const { exitCode } = await withProd().run("push.sh", args, [
      shut,
      { match: "^pulumi stack output image --stack prod$", stdout: `${running}\n` },
      { match: `repository show --name crbreakwaterdev.*--image ${running}`, stdout: "0.1.0-fedcba987654\n" },
      { match: "^git merge-base", exitCode: 1 },
      ...fromDev,
    ]);
    expect(exitCode).toBe(0);
    expect(project.changes()).toHaveLength(2);
  });

  test.each([
    ["--local", []],
    ["--digest", [digest]],
  ])("%s stops before it does anything where the registry does not let this machine in", async (option, value) => {
    const said = "ERROR: denied: client with IP '203.0.113.9' is not allowed access.\n";
    const denied = { match: "^az acr login .*--expose-token", stderr: said, exitCode: 1 };
    const { exitCode, stderr } = await withApp().run("push.sh", [option, ...value], [denied]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("client with IP '203.0.113.9' is not allowed access");
    expect(stderr).toContain("pulumi config set operatorIpRanges");
    expect(project.changes()).toEqual([]);
  });

  test.each(["Disabled\nDeny\n", "Enabled\nDeny\n", "Disabled\nNone\n"])(
    "does not let Azure build for a registry that its machines do not reach: %j",
    async (stdout) => {
      const { exitCode, stderr } = await withApp().run("push.sh", [], [{ match: "^az acr show", stdout }]);
      expect(exitCode).toBe(1);
      expect(stderr).toContain("Build here: scripts/push.sh --stack dev --local");
      expect(project.changes()).toEqual([]);
    },
  );

  test("--digest pins what the registry has already, and builds nothing", async () => {
    const { exitCode, stderr } = await withApp().run("push.sh", ["--stack", "dev", "--digest", digest]);
    expect(exitCode).toBe(0);
    expect(project.changes()).toEqual([`pulumi config set image ai-service@${digest} --stack dev`]);
    expect(stderr).not.toContain("Pushed");
  });

  test("--from with --digest copies that digest", async () => {
    const args = ["--stack", "prod", "--from", "dev", "--digest", digest];
    expect(await withProd().run("push.sh", args, fromDev)).toMatchObject({ exitCode: 0 });
    expect(project.changes()).toHaveLength(2);
  });

  const otherDigest = `sha256:${"cd".repeat(32)}`;
  test.each([
    ["where it is to be", ["--stack", "dev"], "crbreakwaterdevx4k2m9"],
    ["where it comes from", ["--stack", "prod", "--from", "dev"], "crbreakwaterdevx4k2m9"],
  ])("--digest refuses another digest %s, and changes nothing", async (_where, args, registry) => {
    const { exitCode, stderr } = await withProd().run("push.sh", [...args, "--digest", otherDigest], fromDev);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `${registry} has ${digest} as ai-service:0.1.0-0123456789ab, and --digest asks for ${otherDigest}`,
    );
    expect(project.changes()).toEqual([]);
  });

  test.each(["", "latest", "sha256:abc", `sha256:${"AB".repeat(32)}`, `${digest}; id`])(
    'takes "%s" for no digest',
    async (value) => {
      const { exitCode, stderr } = await withApp().run("push.sh", ["--digest", value]);
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("--digest") as string,
      });
      expect(project.calls()).toEqual([]);
    },
  );

  test("--digest and --local exclude each other", async () => {
    expect(await withApp().run("push.sh", ["--local", "--digest", digest])).toMatchObject({ exitCode: 2 });
  });

  test("--from and --local exclude each other", async () => {
    expect(await withProd().run("push.sh", ["--from", "dev", "--local"])).toMatchObject({ exitCode: 2 });
  });

  describe("--forward", () => {
    const running = `ai-service@sha256:${"ef".repeat(32)}`;
    const runs = (commit: string, ...more: StandInAnswer[]): StandInAnswer[] => [
      ...more,
      { match: "^pulumi stack output image --stack dev$", stdout: `${running}\n` },
      { match: `^az acr repository show .*--image ${running} --query tags`, stdout: `0.1.0-${commit}\n` },
    ];
    const args = ["--digest", digest, "--forward"];

    test("refuses where the stack runs a later commit, and changes nothing", async () => {
      const later = runs("fedcba987654", { match: "^git merge-base --is-ancestor HEAD fedcba987654$" });
      const { exitCode, stderr } = await withApp().run("push.sh", args, later);
      expect(exitCode).toBe(1);
      expect(stderr).toContain("stack dev runs commit fedcba987654, which comes after this one");
      expect(project.changes()).toEqual([]);
    });

    test.each([
      ["an earlier commit", runs("fedcba987654", { match: "^git merge-base", exitCode: 1 })],
      ["this commit", runs("0123456789ab")],
      ["an image that was never pushed by its digest", [{ match: "output image", stdout: "ai-service:0.1.0\n" }]],
      ["nothing", [{ match: "output image", exitCode: 255 }]],
    ])("goes on where the stack runs %s", async (_what, more) => {
      expect(await withApp().run("push.sh", args, more)).toMatchObject({ exitCode: 0 });
      expect(project.changes()).toEqual([`pulumi config set image ai-service@${digest} --stack dev`]);
    });

    test("refuses where nobody can tell", async () => {
      const lost = runs("fedcba987654", { match: "--query tags", exitCode: 3 });
      const { exitCode, stderr } = await withApp().run("push.sh", args, lost);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(`crbreakwaterdevx4k2m9 does not tell the tags of ${running}`);
    });
  });

  test("marks the tag of what is not committed", async () => {
    await withApp().run("push.sh", [], [{ match: "^git status", stdout: " M app/src/main.ts\n" }]);
    expect(project.changes()[0]).toMatch(/:0\.1\.0-0123456789ab-dirty-\d{14} /);
  });

  test("writes nothing into the configuration when the build fails", async () => {
    const { exitCode } = await withApp().run("push.sh", [], [{ match: "^az acr build", exitCode: 1 }]);
    expect(exitCode).toBe(1);
    expect(project.changes().filter((line) => line.startsWith("pulumi"))).toEqual([]);
  });

  test("writes nothing that is no digest", async () => {
    const { exitCode, stderr } = await withApp().run("push.sh", [], [{ match: "repository show", stdout: "\n" }]);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("does not tell the digest") as string,
    });
    expect(project.changes().filter((line) => line.startsWith("pulumi"))).toEqual([]);
  });

  test("says what comes first when the stack is not deployed", async () => {
    const { exitCode, stderr } = await withApp().run("push.sh", [], [{ match: "^pulumi stack output", exitCode: 255 }]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('stack dev has no output "registry": it is not deployed yet. Run: pulumi up --stack dev');
  });
});
