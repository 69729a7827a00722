import { asIdentity, asOperator, Operator } from "./support/cloud/operator";

/**
 * What stops where Azure stops: each step of the pages without the one that it needs, and what is refused on the way; in the words that lead on. The way
 * itself: tests/azure-path.test.ts.
 */

// Dozens of runs of the program, on a machine that others may use.
jest.setTimeout(10 * 60_000);

const up = "pulumi up --stack prod";
const pushHere = "scripts/push.sh --stack prod --local";
const registry = "pulumi stack output registry --stack prod | cut -d. -f1";
const image = `az acr repository show --name $(${registry}) --image ai-service:0.1.0-0123456789ab`;

let operator: Operator;
let type: Operator["type"];

beforeAll(async () => {
  operator = new Operator();
  type = operator.type.bind(operator);
  await operator.cloud.keep("begin");
  expect(await operator.take("prod/group", "prod/bootstrap", "prod/settings", "prod/first-up")).toEqual([]);
});
afterAll(() => operator.dispose());

test("a build on Azure's machines, which no network of ours lets in: before it builds", async () => {
  await operator.after("prod/first-up");
  expect(await type("scripts/push.sh --stack prod")).toContain("Build here: scripts/push.sh --stack prod --local");
});

test("push and weights while no address of an operator is set: before they build and download", async () => {
  await operator.after("prod/settings");
  expect(await type("rm -rf .breakwater", "pulumi config rm operatorIpRanges --stack prod", up)).toBe("");
  const denied = await type(pushHere);
  expect(denied).toContain("client with IP '203.0.113.7' is not allowed access");
  expect(denied).toContain("pulumi config set operatorIpRanges");
  expect(await type("scripts/upload-weights.sh --stack prod")).toContain("does not let this machine in");
  expect(operator.cloud.has(".breakwater/weights")).toBe(false);
  // The way that the message names.
  expect(await type(`pulumi config set operatorIpRanges '["203.0.113.7"]' --stack prod`, up, pushHere, image)).toBe("");
});

test("a push from a runner whose address nobody knows", async () => {
  await operator.after("prod/first-up");
  const came = await operator.typeAs({ machine: "hosted-runner" }, pushHere);
  expect(came).toContain("client with IP '198.51.100.44' is not allowed access");
});

test("a login that is older than the membership in the group; a new one goes on", async () => {
  await operator.cloud.restore("begin");
  await operator.cloud.run(asOperator);
  await operator.journey.takePart("prod/group", (line) => !line.startsWith("az login"));
  for (const step of ["prod/bootstrap", "prod/settings"]) expect(await operator.journey.take(step)).toEqual([]);
  expect(await type(up)).toContain("User does not have access to the resource in Azure");
  expect(await type(asOperator, up)).toBe("");
});

test("roles that take their time; run again, it goes on", async () => {
  await operator.after("prod/settings");
  await operator.cloud.set({ slowRoles: true });
  expect(await type("pulumi config rm adminGroupObjectIds --stack prod", up)).toContain("namespaces is forbidden");
  expect(await type(up)).toBe("");
});

test("a private API server from outside its network, on the first `up` and on every other", async () => {
  await operator.after("prod/settings");
  expect(await type("pulumi config set privateApiServer true --stack prod", up)).toContain("no such host");
  // What was made stays, and the rest is made from inside.
  expect(await operator.journey.take("prod/machine")).toEqual([]);
  expect(await operator.typeAs({ machine: "vm-runner" }, up)).toBe("");
  expect(await type("pulumi preview --stack prod")).toContain("configured Kubernetes cluster is unreachable");
});

test("a private API server on a cluster that is public: in the preview, and nothing is touched", async () => {
  await operator.after("prod/first-up");
  expect(await type("pulumi config set privateApiServer true --stack prod", up)).toContain("enablePrivateCluster");
  expect(await type("pulumi config rm privateApiServer --stack prod", up)).toBe("");
});

test("targets that leave out what they need", async () => {
  await operator.after("prod/settings");
  const came = await type(`${up} --target '**breakwater:azure:Network**'`);
  expect(came).toMatch(/Resource '\S+' depends on '\S+::breakwater' which was was not specified in --target list/);
});

test("a budget whose month is over: before anything is made", async () => {
  await operator.after("prod/settings");
  expect(await type("pulumi config set budgetStart 2026-01 --stack prod", up)).toContain("2026-01");
  expect(await type("pulumi stack output registry --stack prod")).toContain("does not have output property");
});

test("a pipeline that is no member of the group", async () => {
  await operator.after("prod/first-up");
  expect(await operator.journey.take("pipeline/identities")).toEqual([]);
  const came = await type(asIdentity("id-breakwater-deploy"), "pulumi up --yes --stack prod");
  expect(came).toContain("AuthorizationPermissionMismatch");
});

test("another size under the same name: in the preview", async () => {
  await operator.after("prod/first-up");
  const pool = 'cpu: { vmSize: "Standard_D16s_v5", name: "cpu1", minCount: 2, maxCount: 10, initialCount: 4 },';
  operator.cloud.edit("stacks/prod.ts", pool);
  expect(await type(up)).toMatch(/error: .*AgentPool \(cpu\)/);
});

test("a larger pool without its quota: before anything is asked", async () => {
  await operator.after("prod/first-up");
  expect(await type("pulumi config set cpuMaxCount 30 --stack prod", up)).toContain("quotas.standardDSv5Family");
});

test("bounds that somebody moved by hand go back with a refresh", async () => {
  await operator.after("prod/first-up");
  const pool = "--resource-group rg-breakwater-prod --cluster-name aks-breakwater-prod";
  const update = `az aks nodepool update ${pool} --name cpu1 --update-cluster-autoscaler --min-count 2 --max-count 12`;
  const maximum = `az aks nodepool list ${pool} --query "[?name=='cpu1'].maxCount" --output tsv`;
  expect(await type(update, `${up} --refresh`, `[ "$(${maximum})" = 20 ]`)).toBe("");
});

test("a secret that is added again while the vault still has it: with the import that takes it back", async () => {
  await operator.after("prod/first-up");
  expect(await operator.journey.take("operate/remove-secret")).toEqual([]);
  await operator.cloud.run("pulumi config set --secret gatewayApiKey --stack prod", { secret: "sk-again" });
  expect(await type(up)).toMatch(/already exist[^]*pulumi import/);
});

test("a destroy without its preview takes neither the locks nor what they hold", async () => {
  await operator.after("prod/first-up");
  expect(await type("pulumi destroy --stack prod --yes --skip-preview")).toContain("protected");
  expect(await type(`[ "$(az lock list --resource-group rg-breakwater-prod --query 'length(@)')" = 3 ]`, image)).toBe(
    "",
  );
});

test("a destroy while a machine stands in the network", async () => {
  await operator.after("prod/first-up");
  for (const step of ["prod/machine", "destroy/unlock", "destroy/unlock-up"])
    expect(await operator.journey.take(step)).toEqual([]);
  const came = await type("scripts/destroy.sh --stack prod --yes");
  expect(came).toContain("Something that the program did not make stands in its network");
});
