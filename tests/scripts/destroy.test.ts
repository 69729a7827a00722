import { ScriptedProject, type StandInAnswer } from "../support/stand-in-commands";

let project: ScriptedProject;
const start = (answers: StandInAnswer[]) => (project = new ScriptedProject(answers));
afterEach(() => project.dispose());

describe("destroy.sh", () => {
  const answers: StandInAnswer[] = [
    { match: "^az account show" },
    { match: "^pulumi stack output resourceGroup", stdout: "rg-breakwater-dev\n" },
    { match: "^pulumi stack output clusterName", stdout: "aks-breakwater-dev\n" },
    { match: "^pulumi stack output vaultUri", stdout: "https://kv-bw-dev-x4k2m9.vault.azure.net/\n" },
    { match: "^az aks show", stdout: "rg-aks-breakwater-dev-nodes\n" },
    { match: "^az lock list" },
    { match: "^pulumi destroy" },
    { match: "^pulumi stack export", stdout: '{ "deployment": { "resources": [] } }\n' },
    { match: "^az monitor log-analytics workspace list", stdout: "log-breakwater-dev-x4k2m9\n" },
    { match: "^az group exists", stdout: "false\n" },
    { match: "^az resource list" },
    { match: "^az group delete" },
    { match: "^az keyvault list-deleted", stdout: "koreacentral\tfalse\t2026-05-11T09:12:44+00:00\n" },
    { match: "^az keyvault purge" },
  ];

  test("destroys, then purges the vault that nothing protects", async () => {
    const { exitCode } = await start(answers).run("destroy.sh", ["--yes"]);
    expect(exitCode).toBe(0);
    expect(project.changes()).toEqual([
      "pulumi destroy --stack dev --yes",
      "az keyvault purge --name kv-bw-dev-x4k2m9 --location koreacentral",
    ]);
  });

  test("leaves a protected vault, and says until when", async () => {
    const kept = { match: "list-deleted", stdout: "koreacentral\ttrue\t2026-08-02T09:12:44+00:00\n" };
    const { exitCode, stderr } = await start(answers).run("destroy.sh", ["--yes"], [kept]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("keeps its name and its secrets until 2026-08-02");
    expect(project.changes()).toEqual(["pulumi destroy --stack dev --yes"]);
  });

  test("names Defender's plans, which are the subscription's and stay", async () => {
    const plans = { match: "^az security pricing list", stdout: "Containers\nKeyVaults\n" };
    const { stderr } = await start(answers).run("destroy.sh", ["--yes"], [plans]);
    expect(stderr).toContain("Defender's plans Containers, KeyVaults are on for the whole subscription");
    expect(stderr).toContain("az security pricing create --name NAME --tier free");
  });

  test("--dry-run changes nothing, and does not say that it did", async () => {
    const { exitCode, stderr } = await start(answers).run("destroy.sh", ["--yes", "--dry-run"]);
    expect(exitCode).toBe(0);
    expect(project.changes()).toEqual([]);
    expect(stderr).toContain("A dry run: nothing was changed.");
    expect(stderr).not.toContain("is billed any more");
  });

  test("deletes a group of nodes that was left", async () => {
    const left = { match: "^az group exists --name rg-aks-breakwater-dev-nodes", stdout: "true\n" };
    await start(answers).run("destroy.sh", ["--yes"], [left]);
    expect(project.changes()).toContain("az group delete --name rg-aks-breakwater-dev-nodes --yes");
  });

  test("stops at locks before anything is gone, and says what they hold", async () => {
    const group = "/subscriptions/0/resourceGroups/rg-breakwater-dev";
    const lock = "providers/Microsoft.Authorization/locks/keep";
    const held = `${group}/providers/Microsoft.KeyVault/vaults/kv-bw-dev-x4k2m9/${lock}\n${group}/${lock}\n`;
    const locked = { match: "^az lock list", stdout: held };
    const { exitCode, stderr } = await start(answers).run("destroy.sh", ["--yes"], [locked]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("locks hold kv-bw-dev-x4k2m9, rg-breakwater-dev, and nothing was touched.");
    expect(stderr).toContain("guardrails.locks: false");
    expect(project.changes()).toEqual([]);
  });

  test("stops at protected resources before anything is gone", async () => {
    const stdout = '{ "urn": "a", "protect": true },\n{ "urn": "b" },\n{ "urn": "c",\n "protect": true }\n';
    const kept = { match: "^pulumi stack export", stdout };
    const { exitCode, stderr } = await start(answers).run("destroy.sh", ["--yes"], [kept]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("2 resources are protected in Pulumi's state, and nothing was touched.");
    expect(project.changes()).toEqual([]);
  });

  test.each([
    [
      "is protected",
      "error: resource urn:a cannot be deleted\nbecause it is protected",
      "pulumi state unprotect --all --stack dev",
    ],
    [
      "is locked",
      'error: Code="ScopeLocked" Message="The scope cannot perform delete operation"',
      "az lock delete --ids",
    ],
    ["is in use", 'error: Code="InUseSubnetCannotBeDeleted" Subnet snet-runners is in use', "a runner for example"],
    [
      "is the vault's own",
      "error: DELETE https://kv-bw.vault.azure.net/secrets/a 403 Forbidden",
      "a role on its data or the way into its network",
    ],
    ["is out of reach", "error: configured Kubernetes cluster is unreachable", "PULUMI_K8S_DELETE_UNREACHABLE=true"],
    ["is locked by a run", "error: the stack is currently locked by 1 lock(s)", "pulumi cancel --stack dev"],
    ["is another", "error: something else", "Why stands above."],
  ])(
    "touches nothing else when Pulumi does not get through, and says what it said: what it wants to delete %s",
    async (_what, said, mend) => {
      const refused = { match: "^pulumi destroy", stderr: `${said}\n`, exitCode: 255 };
      const { exitCode, stderr } = await start(answers).run("destroy.sh", ["--yes"], [refused]);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(said);
      expect(stderr).toContain(mend);
      expect(project.changes()).toEqual(["pulumi destroy --stack dev --yes"]);
    },
  );

  test("names the workspace that keeps its name, and for how long", async () => {
    const { stderr } = await start(answers).run("destroy.sh", ["--yes"]);
    expect(stderr).toContain("The logs of workspace log-breakwater-dev-x4k2m9 can be brought back for 14 days");
  });

  test("does nothing without an answer", async () => {
    const { exitCode, stderr } = await start(answers).run("destroy.sh", []);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("pass --yes to go ahead");
    expect(project.changes()).toEqual([]);
  });

  test("destroys what a first `pulumi up` that failed has left, which has no outputs", async () => {
    const none = { match: "^pulumi stack output", exitCode: 255 };
    const { exitCode, stderr } = await start(answers).run("destroy.sh", ["--yes"], [none]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("has no outputs");
    expect(project.changes()).toEqual(["pulumi destroy --stack dev --yes"]);
  });
});
