import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@breakwater/plan-views";
import { apiServerRefusal, kubernetesRefusal, named, nameOf, reachesData, resourcesOf } from "./access";
import { checkBlobs } from "./az/data";
import { addImage, digestOf } from "./az/registry";
import { type CommandTable, CommandError, readCommand } from "./command-table";
import { deployedObjects } from "./pulumi-backend";
import type { World } from "./world";

/** A call of a tool. */
export interface Call {
  tool: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  input: string;
}

/** A cluster that kubectl looks at. */
interface Cluster {
  world: World;
  id: string;
}

const resource = { n: "text", namespace: "text", context: "text" } as const;

/** What kubectl is asked: each question reaches the API server first, and is let in there. */
const kubectl: CommandTable<Cluster> = {
  "config set-context": {
    options: { current: "flag", namespace: "text" },
    run: () => "Context modified.\n",
  },
  "rollout status": {
    options: { ...resource, timeout: "text" },
    words: 1,
    run: (options, cluster) => {
      const name = options.words[0]!.replace("deployment/", "");
      const deployment = deploymentNamed(cluster, name);
      checkImage(cluster.world, deployment);
      return `deployment "${name}" successfully rolled out\n`;
    },
  },
  get: {
    options: { ...resource, output: "text", o: "text", A: "flag", L: "text" },
    words: 2,
    run: (options, cluster) => {
      const [kind, name] = options.words;
      if (kind === "deployment" && options.optional("output")?.includes("containers[*].image"))
        return imagesOf(deploymentNamed(cluster, name!)).join(" ");
      if (kind === "secret" && name === "ai-api-secrets")
        return "NAME             TYPE     DATA   AGE\nai-api-secrets   Opaque   1      4m\n";
      if (kind === "nodes" || kind === "pods" || kind === "pdb") return "";
      throw new CommandError(`Error from server (NotFound): ${kind} "${name}" not found`);
    },
  },
  annotate: {
    options: { ...resource, overwrite: "flag" },
    words: 3,
    run: (options) => `${options.words[0]}.external-secrets.io/${options.words[1]} annotated\n`,
  },
  logs: {
    options: { ...resource, since: "text", "all-pods": "flag" },
    words: 1,
    run: () => '{"level":"info","message":"secret rotated","file":"holysheep-api-key"}\n',
  },
};

/** What the other tools of the operator's PATH answer. */
export function runTool(call: Call, world: World): string {
  switch (call.tool) {
    case "kubectl":
      return runKubectl(call, world);
    case "kubelogin":
      readCommand(
        "kubelogin",
        { "convert-kubeconfig": { options: { login: "text" }, run: () => undefined } },
        call.args,
      );
      return "";
    case "docker":
      return runDocker(call, world);
    case "hf":
      return runHf(call);
    case "azcopy":
      return runAzcopy(call, world);
    case "git":
      return runGit(call);
    case "npm":
      readCommand("npm", { ci: { options: {}, run: () => undefined } }, call.args);
      return "added 500 packages in 20s\n";
    default:
      throw new CommandError(`${call.tool}: no stand-in`, 99);
  }
}

function runKubectl({ args, env }: Call, world: World): string {
  const { name, command, options } = readCommand("kubectl", kubectl, behindVerb(args));
  const ownConfig =
    env.KUBECONFIG === undefined ? undefined : /^# (\S+)/.exec(readFileSync(env.KUBECONFIG, "utf8"))?.[1];
  const id = ownConfig ?? world.contexts.at(-1);
  if (id === undefined) throw new CommandError("error: current-context is not set");
  const refusal = name.startsWith("config") ? undefined : (apiServerRefusal(world, id) ?? kubernetesRefusal(world, id));
  if (refusal) throw new CommandError(`Unable to connect to the server: ${refusal}`);
  return String(command.run(options, { world, id }));
}

/** kubectl takes options of all its commands before its verb too. */
function behindVerb([first, second, ...rest]: readonly string[]): string[] {
  if (first === undefined || second === undefined) return first === undefined ? [] : [first];
  return first.startsWith("-") ? [...behindVerb(rest), first, second] : [first, second, ...rest];
}

function deploymentNamed({ world, id }: Cluster, name: string): JsonObject {
  const found = deployedObjects(world, id).find(
    ({ kind, metadata }) => kind === "Deployment" && (metadata as JsonObject).name === name,
  );
  if (!found) throw new CommandError(`Error from server (NotFound): deployments.apps "${name}" not found`);
  return found;
}

function imagesOf(deployment: JsonObject): string[] {
  const { template } = deployment.spec as { template: { spec: { containers: { image: string }[] } } };
  return template.spec.containers.map(({ image }) => image);
}

/** Pods start only with an image that the registry has. */
function checkImage(world: World, deployment: JsonObject): void {
  for (const image of imagesOf(deployment)) {
    const [, registry, digest] = /^([a-z0-9]+)\.azurecr\.io\/ai-service@(sha256:[a-f0-9]{64})$/.exec(image) ?? [];
    if (registry === undefined && !image.includes(".azurecr.io/ai-service")) continue;
    if (!world.images.get(registry ?? "")?.has(digest ?? ""))
      throw new CommandError(
        `error: timed out waiting for the condition: ${image} is not in the registry (ImagePullBackOff)`,
      );
  }
}

const docker: CommandTable<World> = {
  "buildx build": {
    options: { platform: "text", provenance: "text", push: "flag", tag: "text", file: "text" },
    words: 1,
    run: (options, world) => {
      const [, name, image] = /^([a-z0-9]+)\.azurecr\.io\/(.*)$/.exec(options.text("tag"))!;
      const registry = named(world, "azure-native:containerregistry:Registry", name!);
      if (!registry || !reachesData(world, registry))
        throw new CommandError(
          `ERROR: failed to push ${options.text("tag")}: denied: client with IP '${world.machine.address}' is not allowed access`,
        );
      addImage(world, name!, digestOf(image!), image!);
      return "";
    },
  },
};

function runDocker({ args }: Call, world: World): string {
  const { command, options } = readCommand("docker", docker, args);
  return String(command.run(options, world));
}

function runHf({ args, cwd }: Call): string {
  const table: CommandTable<string> = {
    download: {
      options: { revision: "text", "local-dir": "text", include: "text" },
      words: 1,
      run: (options) => {
        const folder = join(cwd, options.text("local-dir"));
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "model.safetensors"), "");
        return folder;
      },
    },
  };
  const { command, options } = readCommand("hf", table, args);
  return `${String(command.run(options, cwd))}\n`;
}

function runAzcopy({ args, cwd, env }: Call, world: World): string {
  const table: CommandTable<World> = {
    copy: {
      options: { recursive: "flag", overwrite: "text", "put-md5": "flag", "exclude-path": "text" },
      words: 2,
      run: (options) => {
        const [from, to] = options.words as [string, string];
        if (env.AZCOPY_AUTO_LOGIN_TYPE !== "AZCLI") throw new CommandError("no SAS token or OAuth token is present");
        if (!existsSync(join(cwd, from.replace(/\/\*$/, "")))) throw new CommandError(`cannot find ${from}`);
        const [, account, container, path] = /^https:\/\/([a-z0-9]+)\.blob\.core\.windows\.net\/([^/]+)\/(.*)$/.exec(
          to,
        )!;
        const id = resourcesOf(world, "azure-native:storage:BlobContainer").find((each) =>
          each.id.endsWith(`/${account}/blobServices/default/containers/${container}`),
        )?.id;
        if (id === undefined) throw new CommandError(`404 ContainerNotFound: ${nameOf(to)}`);
        checkBlobs(world, id);
        world.blobs.add(`${account}/${container}/${path}`);
        return "Final Job Status: Completed\n";
      },
    },
  };
  const { command, options } = readCommand("azcopy", table, args);
  return String(command.run(options, world));
}

/** The project's history, in which each commit follows from the day's number. */
function runGit({ args }: Call): string {
  const line = args.join(" ");
  if (line === "rev-parse --short=12 HEAD") return "0123456789ab\n";
  if (line.startsWith("status --porcelain")) return "";
  if (line.startsWith("merge-base --is-ancestor")) throw new CommandError("", 1);
  throw new CommandError(`git: '${line}' is not a git command that the stand-in knows`, 2);
}
