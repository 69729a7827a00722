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
    expect(stderr).toContain("locks hold kv-bw-dev-x4k2m9, rg-breakwater-dev. Azure would refuse halfway.");
    expect(stderr).toContain("guardrails.locks");
    expect(project.changes()).toEqual([]);
  });

  test("touches nothing else when Pulumi does not get through", async () => {
    const { exitCode, stderr } = await start(answers).run(
      "destroy.sh",
      ["--yes"],
      [{ match: "^pulumi destroy", exitCode: 255 }],
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain("pulumi state unprotect --all --stack dev");
    expect(project.changes()).toEqual(["pulumi destroy --stack dev --yes"]);
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
