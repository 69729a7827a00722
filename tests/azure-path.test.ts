import { asIdentity, asOperator, Operator } from "./support/cloud/operator";
import { pipelinesOf, pipelineTexts } from "./workflows/pipelines";

/**
 * The commands of the pages, from an empty subscription to a second prod, as somebody types them: in their order, with this repository's scripts and
 * program, against a simulated cloud that refuses what Azure refuses. What the pages show of the answers must come.
 */

// Dozens of runs of the program, on a machine that others may use.
jest.setTimeout(10 * 60_000);

let operator: Operator;
beforeAll(() => {
  operator = new Operator();
});
afterAll(() => operator.dispose());

/** What a job of a workflow types, after its login. */
function commandsOf(file: string, job: string): string[] {
  const workflow = pipelinesOf(pipelineTexts()).find((pipeline) => pipeline.file === `.github/workflows/${file}`)!;
  return workflow.jobs[job]!.steps!.flatMap(({ run }) => run ?? []);
}

test("dev, from an empty subscription to an answer", async () => {
  expect(await operator.take(...operator.journey.stepsOf("dev"))).toEqual([]);
});

test("prod, from who deploys to a machine in the network", async () => {
  expect(await operator.take(...operator.journey.stepsOf("prod"))).toEqual([]);
});

test("the hand-over: the pipeline deploys prod as ci.yml says, from a runner of GitHub's", async () => {
  expect(await operator.take(...operator.journey.stepsOf("pipeline"))).toEqual([]);
  const registry = "pulumi stack output registry --stack dev | cut -d. -f1";
  const image = "ai-service:0.1.0-0123456789ab";
  const came = await operator.typeAs(
    { machine: "hosted-runner", person: false },
    `digest=$(az acr repository show --name "$(${registry})" --image ${image} --query digest --output tsv)`,
    asIdentity("id-breakwater-deploy"),
    ...commandsOf("ci.yml", "prod").map((command) => `export DIGEST=$digest\n${command}`),
  );
  expect(came).toBe("");
});

test("every night: the autoscaler has moved a pool, and the search for drift finds nothing", async () => {
  await operator.cloud.scale("cpu1", 9);
  const state = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-breakwater-state/providers";
  const container = `${state}/Microsoft.Storage/storageAccounts/stbwstate12b9377c/blobServices/default/containers/pulumi`;
  const vault = `${state}/Microsoft.KeyVault/vaults/kv-bwstate-12b9377c`;
  const assign = 'az role assignment create --assignee-object-id "$reader" --assignee-principal-type ServicePrincipal';
  const come = await operator.typeAs(
    { person: false },
    asOperator,
    "az identity create --resource-group rg-breakwater-state --name id-breakwater-preview --location koreacentral",
    "reader=$(az identity show --resource-group rg-breakwater-state --name id-breakwater-preview --query principalId --output tsv)",
    `${assign} --role "Storage Blob Data Reader" --scope ${container}`,
    `${assign} --role "Key Vault Crypto User" --scope ${vault}`,
    asIdentity("id-breakwater-preview"),
    ...commandsOf("drift.yml", "drift").map((command) => `export STACK=prod\n${command}`),
  );
  expect(come).toBe("");
});

test("every day: a larger pool, an upgrade, another size, a new key, a secret less", async () => {
  await operator.cloud.run(asOperator);
  expect(await operator.take(...operator.journey.stepsOf("operate"))).toEqual([]);
});

test("down, and up again within the hour", async () => {
  await operator.cloud.run(asOperator);
  expect(await operator.take(...operator.journey.stepsOf("destroy"))).toEqual([]);
});

test("a private API server: the network first, the rest from a machine in it", async () => {
  await operator.after("prod/settings");
  expect(await operator.take("private/network", "prod/machine", "private/first-up")).toEqual([]);
});

test("an `up` that was cut off", async () => {
  await operator.after("prod/settings");
  await operator.cloud.set({ killedDuring: "StorageAccount::models" });
  expect(await operator.type("pulumi up --stack prod")).toContain("killed");
  expect(await operator.take(...operator.journey.stepsOf("interrupted"))).toEqual([]);
});

test("away with dev", async () => {
  await operator.after("dev/answer");
  expect(await operator.take(...operator.journey.stepsOf("away"))).toEqual([]);
});

test("every step of the pages was taken", () => {
  const marked = operator.journey.blocks.flatMap(({ mark }) => mark?.name ?? []);
  expect([...operator.taken].sort()).toEqual(marked.sort());
});
