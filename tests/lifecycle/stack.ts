import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { createAzureState, createResource, readResource, scaleNodes } from "../../twin/azure";
import { changesOf, Deployment, type DeploymentOutcome, type Refusal } from "../../twin/deployment";
import type { DeployOptions } from "../../twin/deployment/deployment";
import { type Backend, runProgram } from "../../twin/engine";
import type { JsonObject } from "@breakwater/plan-views";
import { asObjects, readId } from "./values";

/** What came of a stage, for a test to judge. */
export interface Told {
  ok: boolean;
  /** `update AgentPool cpu: maxCount 20 → 30`, in order. */
  changes: string[];
  refused: Pick<Refusal, "name" | "action" | "path" | "code" | "reason" | "way" | "source">[];
  /** Errors of the program. */
  failures: string[];
  /** Nodes of each pool afterwards, by the pool's name. */
  nodes: Record<string, number>;
  /** What stands in Azure afterwards: `Vault kv-bw-prod-x4k2m9`. */
  left: string[];
}

const repository = path.resolve(__dirname, "../..");
const programFolders = ["infra", "components", "stacks"].map((folder) => path.join(repository, folder) + path.sep);

/** A stack of this program in a simulated subscription, with settings that a stage may edit as its user would. */
export class Stack {
  private readonly settings: Record<string, unknown>;
  private readonly config: Record<string, string>;

  constructor(
    readonly name: "dev" | "prod",
    private readonly folder = projectFolder(name),
    public deployment = new Deployment({
      azure: createAzureState([], { now: middleOfMonth() }),
    }),
    { settings = {}, config = {} }: { settings?: Record<string, unknown>; config?: Record<string, string> } = {},
  ) {
    this.settings = { ...settings };
    this.config = { ...config };
  }

  /** Another stack that goes on from here. */
  fork(): Stack {
    const { settings, config } = this;
    return new Stack(this.name, this.folder, this.deployment.copy(), { settings, config });
  }

  /** Edits `stacks/<name>.ts`, by paths such as `pools.cpu.name`. */
  edit(settings: Record<string, unknown>): this {
    Object.assign(this.settings, settings);
    return this;
  }

  /** `pulumi config set`. */
  set(config: Record<string, string>): this {
    Object.assign(this.config, config);
    return this;
  }

  /** `pulumi config rm`, of what stands in the stack's file. */
  removeSecret(key: string): this {
    const file = path.join(this.folder, `Pulumi.${this.name}.yaml`);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-lifecycle-"));
    fs.copyFileSync(path.join(this.folder, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
    const lines = fs.readFileSync(file, "utf8").split("\n");
    const at = lines.findIndex((line) => line.trim() === `breakwater:${key}:`);
    fs.writeFileSync(path.join(folder, path.basename(file)), lines.toSpliced(at, 2).join("\n"));
    Object.assign(this, { folder });
    return this;
  }

  async up(options: DeployOptions = {}): Promise<Told> {
    return this.told(await this.deployment.up(this.program, options));
  }

  refresh(pendingCreates: Record<string, string> = {}): Told {
    return this.told(this.deployment.refresh(pendingCreates));
  }

  destroy(options: { skipPreview?: boolean } = {}): Told {
    return this.told(this.deployment.destroy(options));
  }

  /** The Cluster Autoscaler moves pools. */
  scale(nodes: Record<string, number>): void {
    for (const [pool, count] of Object.entries(nodes))
      scaleNodes(this.deployment.azure, `${this.clusterId}/agentPools/${pool}`, count);
  }

  /** `az aks nodepool add --mode System`, with what the system pool has but for its size, then `az aks nodepool delete` of the old one. */
  exchangeSystemPool(old: string, name: string, vmSize: string): void {
    const { azure } = this.deployment;
    const cluster = readResource(this.clusterId, azure)!;
    const { resourceGroupName, resourceName } = cluster.inputs;
    const profile = asObjects(cluster.inputs.agentPoolProfiles).find((pool) => pool.name === old)!;
    const pool: JsonObject = {
      ...profile,
      vmSize,
      agentPoolName: name,
      resourceGroupName: resourceGroupName!,
      resourceName: resourceName!,
    };
    Reflect.deleteProperty(pool, "name");
    createResource("azure-native:containerservice:AgentPool", "az", pool, azure);
    const agentPoolProfiles = asObjects(cluster.inputs.agentPoolProfiles).filter((other) => other.name !== old);
    azure.resources.set(cluster.id.toLowerCase(), {
      ...azure.resources.get(cluster.id.toLowerCase())!,
      inputs: { ...cluster.inputs, agentPoolProfiles },
    });
  }

  /** Time goes by. */
  pass(minutes: number): void {
    const { azure } = this.deployment;
    azure.now = new Date(azure.now!.getTime() + minutes * 60_000);
  }

  /** Somebody else signs in. */
  signIn(deployer: { objectId: string; principalType: "User" | "ServicePrincipal" }): void {
    this.deployment.azure.deployer = deployer;
  }

  /** `pulumi state unprotect --all`. */
  unprotectAll(): void {
    for (const urn of this.deployment.checkpoint.resources.keys()) this.deployment.unprotect(urn);
  }

  /** URN that a resource of the program gets, by the end of its type and its name. Nothing is touched. */
  async urnOf(type: string, name: string): Promise<string> {
    const { plan } = await this.deployment.preview(this.program);
    const found = plan?.resources.find((resource) => resource.name === name && resource.type.endsWith(`:${type}`));
    if (!found) throw new Error(`the program has no ${type} ${name}`);
    return found.urn;
  }

  /** ARM id of the first resource of a type. */
  idOf(type: string): string {
    return readId(this.deployment.azure, type);
  }

  /** Runs the program as `pulumi up` does, with the settings as they are now. */
  private readonly program = (backend: Backend) => {
    this.writeSettings();
    return runProgram({ projectDir: this.folder, stack: this.name, backend, configOverrides: this.config });
  };

  /** Puts the settings into the program's module, which the next run takes. One that failed has left modules of its own behind. */
  private writeSettings(): void {
    for (const file of Object.keys(require.cache))
      if (programFolders.some((folder) => file.startsWith(folder))) Reflect.deleteProperty(require.cache, file);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program requires it too, and gets this one
    const file = require(path.join(repository, "stacks", `${this.name}.ts`)) as Record<string, Record<string, unknown>>;
    for (const [setting, value] of Object.entries(this.settings)) {
      const steps = setting.split(".");
      const last = steps.pop()!;
      const group = steps.reduce((at, step) => at[step] as Record<string, unknown>, file[this.name]!);
      group[last] = value;
    }
  }

  private get clusterId(): string {
    return readId(this.deployment.azure, "ManagedCluster");
  }

  private told(outcome: DeploymentOutcome): Told {
    const { azure } = this.deployment;
    const clusterId = readId(azure, "ManagedCluster");
    const pools = asObjects(readResource(clusterId, azure)?.state.agentPoolProfiles);
    return {
      ok: outcome.ok,
      changes: changesOf(outcome).map(
        ({ action, type, name, properties, deletesFirst }) =>
          `${action} ${type.split(":").at(-1)!} ${name}${deletesFirst ? " (deleted first)" : ""}${properties.map(({ path: at, before, after }) => `; ${at} ${JSON.stringify(before)} → ${JSON.stringify(after)}`).join("")}`,
      ),
      refused: outcome.refusals.map(({ name, action, path: at, code, reason, way, source }) => ({
        name,
        action,
        ...(at !== undefined && { path: at }),
        code,
        reason,
        ...(way !== undefined && { way }),
        ...(source !== undefined && { source }),
      })),
      failures: outcome.failures.map(({ message }) => message),
      nodes: Object.fromEntries(pools.map(({ name, count }) => [String(name), Number(count)])),
      left: [...azure.resources.values()].map(
        ({ token, id }) => `${token.split(":").at(-1)!} ${id.slice(id.lastIndexOf("/") + 1)}`,
      ),
    };
  }
}

/** In the month that the program has by its own clock, far from the next one. */
function middleOfMonth(): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 15, 9));
}

/** A project with this program, whose stack file has the gateway's key. */
function projectFolder(name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-lifecycle-"));
  const project = fs.readFileSync(path.join(repository, "Pulumi.yaml"), "utf8");
  fs.writeFileSync(
    path.join(folder, "Pulumi.yaml"),
    project.replace(/^main: .*$/m, `main: ${path.join(repository, "infra/index.ts")}`),
  );
  const config = fs.readFileSync(path.join(repository, `Pulumi.${name}.yaml`), "utf8").trimEnd();
  fs.writeFileSync(
    path.join(folder, `Pulumi.${name}.yaml`),
    `${config}\n  breakwater:gatewayApiKey:\n    secure: AAABAJ\n`,
  );
  return folder;
}
