import { ScriptedProject, type StandInAnswer } from "../support/stand-in-commands";

const subscription = "aaaaaaaa-0000-0000-0000-00000000000a";
// The first 8 digits of the SHA-256 of the subscription's id.
const suffix = "83b4e797";

/** Somebody who is logged in to a subscription with nothing in it. */
const empty: StandInAnswer[] = [
  { match: "^az account show .*--query id ", stdout: `${subscription}\n` },
  { match: "^az account show .*--query tenantId ", stdout: "11111111-1111-1111-1111-111111111111\n" },
  { match: "^az account show .*--query user.type ", stdout: "user\n" },
  { match: "^az account show" },
  { match: "^az ad signed-in-user show", stdout: "33333333-3333-3333-3333-333333333333\n" },
  { match: "^az group list" },
  { match: "^az storage account list" },
  { match: "check-name|checkNameAvailability", stdout: "true\n" },
  { match: "^az keyvault list" },
  { match: "^az (group|storage account|keyvault|role assignment|storage container-rm) create" },
  { match: "^az storage account blob-service-properties update" },
  { match: "^az rest --method put" },
  { match: "^az security pricing (list|create)" },
  { match: "^az (storage blob list|keyvault key show)" },
  { match: "^pulumi stack select", stderr: "error: no stack named 'dev' found\n", exitCode: 6 },
  { match: "^pulumi (login|stack init|stack change-secrets-provider|config set)" },
];

let project: ScriptedProject;
const start = (answers: StandInAnswer[]) => (project = new ScriptedProject(answers));
afterEach(() => project.dispose());

describe("bootstrap.sh", () => {
  const account = `stbwstate${suffix}`;
  const vault = `kv-bwstate-${suffix}`;

  test("makes group, account, container, vault and key, gives their roles, and only then the stack", async () => {
    const { exitCode, stderr } = await start(empty).run("bootstrap.sh", ["--stack", "dev"]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const steps = project.changes().map((line) => line.split(/ (?=--)/)[0]);
    expect(steps).toEqual([
      "az group create",
      "az storage account create",
      "az storage account blob-service-properties update",
      "az storage container-rm create",
      "az keyvault create",
      "az rest",
      "az role assignment create",
      "az role assignment create",
      `pulumi login azblob://pulumi?storage_account=${account}`,
      "pulumi stack init dev",
      `pulumi config set azure-native:subscriptionId ${subscription}`,
      "pulumi config set azure-native:tenantId 11111111-1111-1111-1111-111111111111",
    ]);
    expect(project.changes()).toContain(
      `pulumi stack init dev --secrets-provider azurekeyvault://${vault}.vault.azure.net/keys/pulumi`,
    );
  });

  const defenderPlans = [
    { name: "Containers", extensions: ["ContainerSensor", "AgentlessVmScanning"] },
    { name: "KeyVaults", subPlan: "PerKeyVault", extensions: [] },
  ];

  test("switches on the plans of Defender that the program names, one after another, but those that are on", async () => {
    start(empty);
    project.declare({ defenderPlans });
    await project.run("bootstrap.sh", []);
    const plans = () => project.changes().filter((line) => line.startsWith("az security"));
    expect(plans()).toEqual([
      "az security pricing create --name Containers --tier standard --extensions name=ContainerSensor isEnabled=True --extensions name=AgentlessVmScanning isEnabled=True --output none",
      "az security pricing create --name KeyVaults --tier standard --subplan PerKeyVault --output none",
    ]);
    await project.run("bootstrap.sh", [], [{ match: "^az security pricing list", stdout: "Containers\nKeyVaults\n" }]);
    expect(plans()).toEqual([]);
  });

  test("makes nothing where the program does not run", async () => {
    start(empty);
    project.write("bin/breakwater.cjs", 'console.error("Pulumi.dev.yaml: no such key"); process.exit(1);');
    const { exitCode, stderr } = await project.run("bootstrap.sh", []);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Pulumi.dev.yaml: no such key");
    expect(stderr).toContain("nothing was made");
    expect(project.changes()).toEqual([]);
  });

  test("--deployers gives the roles on the state to a group too", async () => {
    const group = "44444444-4444-4444-4444-444444444444";
    await start(empty).run("bootstrap.sh", ["--deployers", group]);
    const grants = project.changes().filter((line) => line.includes(`--assignee-object-id ${group}`));
    expect(grants).toHaveLength(2);
    for (const grant of grants) expect(grant).toContain("--assignee-principal-type Group");
  });

  test("takes the region from the stack's file, forbids keys and public blobs, and protects the vault", async () => {
    await start(empty).run("bootstrap.sh", []);
    const changes = project.changes().join("\n");
    expect(changes).toMatch(/az group create .*--location koreacentral/);
    expect(changes).toMatch(
      /storage account create .*--allow-blob-public-access false --allow-shared-key-access false/,
    );
    expect(changes).toMatch(/keyvault create .*--enable-rbac-authorization true --enable-purge-protection true/);
  });

  test("run again, makes nothing that is there", async () => {
    const there: StandInAnswer[] = [
      { match: "^az group list", stdout: "breakwater-state\n" },
      { match: "^az storage account list", stdout: `${account}\n` },
      { match: "^az keyvault list --resource-group", stdout: `${vault}\n` },
      { match: "^pulumi stack select" },
    ];
    start(empty);
    project.write(
      "Pulumi.dev.yaml",
      `secretsprovider: azurekeyvault://${vault}.vault.azure.net/keys/pulumi\nconfig:\n  breakwater:location: koreacentral\n`,
    );
    const { exitCode } = await project.run("bootstrap.sh", [], there);
    expect(exitCode).toBe(0);
    expect(
      project.changes().filter((line) => /(group|account|keyvault) create|stack (init|change)/.test(line)),
    ).toEqual([]);
  });

  test("encrypts a stack anew that had a passphrase", async () => {
    await start(empty).run("bootstrap.sh", [], [{ match: "^pulumi stack select" }]);
    expect(project.changes()).toContain(
      `pulumi stack change-secrets-provider azurekeyvault://${vault}.vault.azure.net/keys/pulumi --stack dev`,
    );
  });

  test("--dry-run prints what it would run, and runs none of it", async () => {
    const { exitCode, stdout } = await start(empty).run("bootstrap.sh", ["--dry-run"]);
    expect(exitCode).toBe(0);
    expect(project.changes()).toEqual([]);
    expect(stdout).toContain(`az storage account create --name ${account} `);
    expect(stdout).toContain("pulumi stack init dev --secrets-provider azurekeyvault://");
  });

  test.each<[what: string, answers: StandInAnswer[], message: string]>([
    [
      "a resource group of somebody else",
      [{ match: "^az group list", stdout: "rg-breakwater-state\n" }],
      "the resource group rg-breakwater-state was not made by this script",
    ],
    [
      "an account name of somebody else",
      [{ match: "^az storage account check-name", stdout: "false\n" }],
      `the storage account name ${account} belongs to another group or subscription. Name another one: --storage-account`,
    ],
    [
      "a vault name of somebody else",
      [{ match: "checkNameAvailability", stdout: "false\n" }],
      `the key vault name ${vault} belongs to another group or subscription. Name another one: --vault`,
    ],
    [
      "a deleted vault",
      [{ match: "^az keyvault list-deleted", stdout: "koreacentral\n" }],
      `Bring it back: az keyvault recover --name ${vault} --location koreacentral`,
    ],
    ["nobody logged in", [{ match: "^az account show", exitCode: 1 }], "nobody is logged in to Azure. Run: az login"],
  ])("stops at %s before it makes the stack", async (_, answers, message) => {
    const { exitCode, stderr } = await start(empty).run("bootstrap.sh", [], answers);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(project.changes().filter((line) => line.startsWith("pulumi"))).toEqual([]);
  });

  test("says so when a role does not come to hold, and that it can be run again", async () => {
    const refused = { match: "^az keyvault key show", stderr: "ERROR: (Forbidden)\n", exitCode: 1 };
    const { exitCode, stderr } = await start(empty).run("bootstrap.sh", [], [refused]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("the role on the key does not hold yet. Run this again in some minutes");
  });
});
