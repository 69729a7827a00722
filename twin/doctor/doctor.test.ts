import { examine } from "./doctor";
import type { DoctorReport } from "./doctor";
import { foreignPlan, smallPlan } from "./fixtures/plan";
import {
  changed,
  deployment,
  doctor,
  encrypted,
  now,
  open,
  subscription,
  twinPrograms,
  usage,
} from "./fixtures/prod-stack";
import { failed, recordedRun, recording } from "./fixtures/recorded-run";

/** The quotas as Azure itself writes them, in numbers. */
const inNumbers = () =>
  changed<{ limit: unknown; currentValue: unknown }[]>("vm-list-usage", (list) => {
    for (const usage of list)
      Object.assign(usage, { limit: Number(usage.limit), currentValue: Number(usage.currentValue) });
  });
test("has nothing to say against a subscription that has everything", async () => {
  const report = await doctor();
  expect(report.findings.filter(({ level }) => level !== "ok")).toEqual([]);
  expect(report).toMatchObject({ stack: "prod", location: "koreacentral", ok: true });
});

test("asks of a foreign Plan only what it has, and says what it does not know of it", async () => {
  const report = await doctor({}, {}, foreignPlan());
  const said = (level: string) =>
    report.findings.filter((finding) => finding.level === level).map(({ check }) => check);
  // None of its providers is among those of the recorded subscription.
  expect([...new Set(said("problem"))]).toEqual(["providers"]);
  expect(said("unseen")).toEqual(["region", "providers", "providers"]);
  expect(report.findings.filter(({ level }) => level === "unseen").map(({ what }) => what)).toContainEqual(
    expect.stringContaining("azure-native:contoso:Gadget"),
  );
});

test("reads quotas in numbers as it reads them in texts", async () => {
  const report = await doctor({ "az vm list-usage": inNumbers() });
  expect(report.findings.filter(({ level }) => level !== "ok")).toEqual([]);
});

test("asks about the stack's own subscription, region and sizes, each thing once", async () => {
  const run = recordedRun();
  await examine(smallPlan(), deployment, run, twinPrograms, { probe: open, now });
  const az = run.commands.filter((command) => /^az (?!version|account show)/.test(command));
  expect(az.length).toBeGreaterThan(5);
  expect(az.filter((command) => !command.includes(subscription))).toEqual([]);
  expect(run.commands.filter((command) => command.startsWith("az vm list-skus"))).toEqual([
    expect.stringContaining(
      `--location koreacentral --resource-type virtualMachines --all --query [?contains(['Standard_D4s_v5', 'Standard_D8s_v5', 'Standard_NC24ads_A100_v4'], name)]`,
    ),
  ]);
});

test("never asks for a token, and changes nothing", async () => {
  const run = recordedRun();
  await examine(encrypted(), deployment, run, twinPrograms, { probe: open, now });
  const changes = /get-access-token|\b(create|delete|update|register|set|purge|login)\b/;
  expect(run.commands.filter((command) => changes.test(command))).toEqual([]);
});
describe("piecemeal", () => {
  const seenWithout = (report: DoctorReport) =>
    Object.fromEntries(report.findings.map(({ check, level }) => [check, level]));

  test("without az it still looks at the machine, Pulumi and the stack's file, and names what it could not see", async () => {
    const report = await doctor({
      "az version": { kind: "absent" },
      "az account show": { kind: "absent" },
    });
    expect(seenWithout(report)).toMatchObject({ backend: "ok", secrets: "ok", features: "ok", quota: "unseen" });
    expect(report.findings).toContainEqual({
      check: "quota",
      level: "unseen",
      what: "vCPU quota: az is not on PATH",
    });
  });

  test("asks az nothing more once nobody is logged in", async () => {
    const run = recordedRun({ "az account show": failed("ERROR: Please run 'az login' to setup account.") });
    const report = await examine(smallPlan(), deployment, run, twinPrograms, { probe: open, now });
    expect(run.commands.filter((command) => command.startsWith("az "))).toEqual([
      "az account show --output json --only-show-errors",
      "az version --output json",
    ]);
    expect(report.findings.filter(({ level }) => level === "problem")).toHaveLength(1);
  });

  test("without Pulumi a resource group that is there may be the stack's own", async () => {
    const report = await doctor({
      "pulumi version": { kind: "absent" },
      "pulumi stack export": { kind: "absent" },
      "pulumi whoami": { kind: "absent" },
      "az group list": recording("group-list"),
    });
    expect(seenWithout(report)).toMatchObject({ "resource-groups": "warning", backend: "unseen" });
  });
});

test("takes what the stack has made already for its own", async () => {
  const urns = smallPlan().resources.map(({ urn }) => urn);
  const state = changed<{ deployment: { resources: object[] } }>(
    "pulumi-stack-export",
    ({ deployment: { resources } }) =>
      resources.push(...urns.slice(1).map((urn) => ({ urn, custom: true, outputs: {} }))),
  );
  const report = await doctor({
    "pulumi stack export": state,
    "az group list": recording("group-list"),
    "az vm list-usage": usage("StandardNCADSA100v4Family", "72", "24"),
  });
  expect(report.findings.filter(({ level }) => level === "problem")).toEqual([]);
});
