import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { dev } from "../stacks/dev";
import { prod } from "../stacks/prod";
import { root } from "./support/breakwater";
import type { Step } from "./workflows/pipelines";
import { jobsOf, pipelinesOf, pipelineTexts, shellOf } from "./workflows/pipelines";

/** What the jobs run with: the settings and tools of a job with a stack, and versions that are one everywhere. */

const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");
const pipelines = pipelinesOf(pipelineTexts());
const action = pipelines.find(({ kind }) => kind === "action");

describe("a job with a stack", () => {
  const steps = action!.jobs["action"]!.steps!;
  const place = (found: (step: Step) => boolean): number => steps.findIndex(found);

  test("has kubelogin and the cluster's token before Pulumi", () => {
    const login = place(({ uses = "" }) => uses.startsWith("azure/login@"));
    const token = place(({ run = "" }) => /az aks install-cli[^]*az account get-access-token --scope /.test(run));
    const pulumi = place(({ uses = "" }) => uses.startsWith("pulumi/actions@"));
    expect([login, token, pulumi]).toEqual([login, token, pulumi].sort((a, b) => a - b));
    expect(login).toBeGreaterThan(0);
  });

  /** What the first step of the action does with these inputs. */
  const settings = (inputs: Record<string, string>) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-settings-"));
    const file = path.join(folder, "env");
    const { status, stdout } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", steps[0]!.run!], {
      env: { PATH: process.env["PATH"], GITHUB_ENV: file, ...inputs },
      encoding: "utf8",
    });
    const written = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    fs.rmSync(folder, { recursive: true });
    return { status, stdout, written };
  };
  const whole = {
    AZURE_CLIENT_ID: "client",
    AZURE_TENANT_ID: "tenant",
    AZURE_SUBSCRIPTION_ID: "subscription",
    PULUMI_BACKEND_URL: "azblob://pulumi?storage_account=state",
  };

  test("tells Pulumi's providers who logs in where", () => {
    expect(settings(whole)).toEqual({
      status: 0,
      stdout: "",
      written: [
        "ARM_USE_OIDC=true",
        "ARM_CLIENT_ID=client",
        "ARM_TENANT_ID=tenant",
        "ARM_SUBSCRIPTION_ID=subscription",
        "PULUMI_BACKEND_URL=azblob://pulumi?storage_account=state\n",
      ].join("\n"),
    });
  });

  test.each(Object.keys(whole))("says that %s is not set, and where to read on", (name) => {
    expect(settings({ ...whole, [name]: "" })).toEqual({
      status: 1,
      stdout: expect.stringMatching(new RegExp(`^::error::.*${name}.*docs/pipeline.md`)) as string,
      written: "",
    });
  });
});

describe("tools", () => {
  const setUp = jobsOf(pipelines).flatMap(({ job: { steps = [] } }) => steps);
  const inputs = (name: string, input: string) =>
    setUp.filter(({ uses = "" }) => uses.startsWith(`${name}@`)).map(({ with: options }) => String(options![input]));

  test("are Node of one major version, the image's, but where others are tried", () => {
    const versions = inputs("actions/setup-node", "node-version").filter((version) => version !== "${{ matrix.node }}");
    const [, image] = /^FROM node:(\d+)\./m.exec(read("app/Dockerfile"))!;
    expect(new Set(versions)).toEqual(new Set([image]));
    expect(versions.length).toBeGreaterThan(1);
  });

  test("are the Go that the twin's modules ask for", () => {
    const [asked] = /(?<=^go )\d+\.\d+/m.exec(read("twin/controlplane/go.mod"))!;
    expect(inputs("actions/setup-go", "go-version")).toEqual([asked]);
  });

  test("are the Pulumi of the SDK in the lockfile", () => {
    expect(inputs("pulumi/actions", "pulumi-version")).toEqual(["${{ steps.sdk.outputs.version }}"]);
    const { run } = setUp.find(({ id }) => id === "sdk")!;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-sdk-"));
    const output = path.join(folder, "output");
    spawnSync("bash", ["-e", "-c", run!], { cwd: root, env: { PATH: process.env["PATH"], GITHUB_OUTPUT: output } });
    const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { version: string }> };
    expect(fs.readFileSync(output, "utf8")).toBe(`version=${packages["node_modules/@pulumi/pulumi"]!.version}\n`);
    fs.rmSync(folder, { recursive: true });
  });

  test("are an az of one version, whatever the runner has, before anything logs in", () => {
    const { steps = [] } = action!.jobs["action"]!;
    const install = steps.findIndex(({ run = "" }) => run.includes('/pip" install'));
    expect(install).toBeLessThan(steps.findIndex(({ uses = "" }) => uses.startsWith("azure/login@")));
    expect(steps[install]!.run).toMatch(/--requirement (\S+)[^]*\/az\/bin" >> "\$GITHUB_PATH"/);
    const lines = read(/--requirement (\S+)/.exec(steps[install]!.run!)![1]!)
      .trim()
      .split("\n")
      .slice(1);
    for (const line of lines) expect(line).toMatch(/^[\w.-]+==[\w.]+$/);
    expect(lines).toContainEqual(expect.stringMatching(/^azure-cli==/));
    // `sudo` has a PATH of its own, and would run the runner's az.
    expect(shellOf(action!.jobs["action"]!)).not.toContain("sudo");
  });

  test("are a kubectl of the clusters' minor version and a stated kubelogin", () => {
    const lines = jobsOf(pipelines).flatMap(({ job }) => shellOf(job).match(/az aks install-cli[^]*?(?=\naz )/g) ?? []);
    expect(lines).toHaveLength(1);
    const stated = /--client-version (\d+\.\d+)\.\d+ [^]*--kubelogin-version v\d+\.\d+\.\d+/.exec(lines[0]!);
    for (const { cluster } of [dev, prod]) expect(stated![1]).toBe(cluster.kubernetesVersion);
  });
});
