import { readResource } from "../../../twin/azure";
import { type CommandTable, CommandError } from "./command-table";
import { checkBackend, clusterOf, makeStack, StackFile, stackOf } from "./pulumi-backend";
import { deploymentOf, keep, mustBeAnswered, type Place, stack, stackGiven } from "./pulumi-place";

/** Pulumi's commands for login, stacks, configuration and state: none of them runs a program. */
export const stateCommands: CommandTable<Place> = {
  login: {
    options: {},
    words: 1,
    run: ({ words }, { world }) => {
      checkBackend(world, words[0]);
      world.backend = words[0];
      return `Logged in to host as ada (${words[0]})\n`;
    },
  },
  "stack init": {
    options: { "secrets-provider": "text" },
    words: 1,
    run: (options, { world, call }) => {
      const [name] = options.words as [string];
      makeStack(world, name);
      new StackFile(call.cwd, name).provider = options.text("secrets-provider");
      return `Created stack '${name}'\n`;
    },
  },
  "stack select": {
    options: {},
    words: 1,
    run: ({ words }, { world }) => {
      stackOf(world, words[0]!);
      return "";
    },
  },
  "stack output": {
    options: { ...stack, "show-secrets": "flag", json: "flag" },
    words: 1,
    run: (options, place) => {
      const [name] = options.words;
      const record = stackOf(place.world, stackGiven(options));
      // kubectl's stand-in reads of a kubeconfig which cluster it is for.
      if (name === "kubeconfig" && options.has("show-secrets")) return `# ${clusterOf(record)}\n`;
      const value = record.outputs[name!];
      if (value === undefined || value === null)
        throw new CommandError(`error: current stack does not have output property '${name}'`, 255);
      return `${typeof value === "string" ? value : JSON.stringify(value)}\n`;
    },
  },
  "stack export": {
    options: stack,
    run: (options, { world }) => {
      const { checkpoint } = stackOf(world, stackGiven(options));
      const resources = [...checkpoint.resources.values()].map(
        ({ urn, type, id, inputs, outputs, options: { protect } }) => ({
          urn,
          type,
          id,
          inputs,
          outputs,
          ...(protect && { protect }),
        }),
      );
      const pending = [...checkpoint.pendingCreates.keys()].map((urn) => ({ resource: { urn }, type: "creating" }));
      const deployment = { resources, ...(pending.length > 0 && { pending_operations: pending }) };
      return `${JSON.stringify({ version: 3, deployment }, null, 4)}\n`;
    },
  },
  "stack rm": {
    options: { yes: "flag", "preserve-config": "flag" },
    words: 1,
    run: ({ words }, { world }) => {
      if (stackOf(world, words[0]!).checkpoint.resources.size > 0)
        throw new CommandError(`error: '${words[0]}' still has resources; removal rejected`, 255);
      world.stacks.delete(words[0]!);
      return `Stack '${words[0]}' has been removed!\n`;
    },
  },
  "stack change-secrets-provider": {
    options: stack,
    words: 1,
    run: (options, { world, call }) => {
      const file = new StackFile(call.cwd, stackGiven(options));
      file.checkKey(world);
      file.provider = options.words[0]!;
      file.checkKey(world);
      return "";
    },
  },
  "config set": {
    options: { ...stack, secret: "flag" },
    words: 2,
    run: (options, { world, call }) => {
      const [key, value] = options.words as [string, string?];
      const file = new StackFile(call.cwd, stackGiven(options));
      const secret = options.has("secret");
      if (secret) file.checkKey(world);
      file.set(key, value ?? call.input.trim(), secret);
      return value === undefined ? "value: \n" : "";
    },
  },
  "config get": {
    options: stack,
    words: 1,
    run: (options, { call }) => `${String(new StackFile(call.cwd, stackGiven(options)).get(options.words[0]!))}\n`,
  },
  "config rm": {
    options: stack,
    words: 1,
    run: (options, { call }) => {
      new StackFile(call.cwd, stackGiven(options)).remove(options.words[0]!);
      return "";
    },
  },
  "state unprotect": {
    options: { ...stack, all: "flag", yes: "flag" },
    words: 1,
    run: (options, { world }) => {
      const record = stackOf(world, stackGiven(options));
      mustBeAnswered(options, world);
      const deployment = deploymentOf(world, record);
      const urns = options.has("all") ? [...record.checkpoint.resources.keys()] : options.words;
      for (const urn of urns) deployment.unprotect(urn);
      keep(world, record, deployment);
      return options.has("all") ? "All resources unprotected\n" : "Resource unprotected\n";
    },
  },
  cancel: {
    options: { ...stack, yes: "flag" },
    words: 1,
    run: (options, { world }) => {
      mustBeAnswered(options, world);
      const name = options.words[0] ?? stackGiven(options);
      stackOf(world, name);
      return `The currently running update for '${name}' has been canceled!\n`;
    },
  },
  import: {
    options: { ...stack, yes: "flag", parent: "text", protect: "text", "generate-code": "text" },
    words: 3,
    run: (options, { world }) => {
      const name = stackGiven(options);
      mustBeAnswered(options, world);
      const { checkpoint } = stackOf(world, name);
      const [type, resource, id] = options.words as [string, string, string];
      const live = readResource(id, world.azure);
      if (!live) throw new CommandError(`error: Preview failed: resource '${id}' does not exist`, 255);
      const parent = options.optional("parent")?.replace(/^[^=]*=/, "");
      const path =
        parent === undefined
          ? ""
          : `${/::([^:]+(?::[^:]+)*)::[^:]+$/.exec(parent.replace(/^urn:pulumi:[^:]+::[^:]+/, ""))![1]}$`;
      const urn = `urn:pulumi:${name}::breakwater::${path}${type}::${resource}`;
      checkpoint.resources.set(urn, {
        urn,
        type,
        name: resource,
        inputs: live.inputs,
        secretPaths: [],
        ...(parent !== undefined && { parent }),
        dependencies: [],
        options: options.optional("protect") === "false" ? {} : { protect: true },
        id: live.id,
        outputs: live.state,
      });
      return ` =   ${type} ${resource} imported\n`;
    },
  },
};
