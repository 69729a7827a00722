import { createHash } from "node:crypto";
import type { AzureResource } from "../../../../twin/azure/state";
import { loginOf, mayDeploy, nameOf, reachesData, shown } from "../access";
import { type CommandTable, CommandError } from "../command-table";
import type { World } from "../world";
import { found } from "./data";
import { checkMayWrite } from "./subscription";

const registry = "azure-native:containerregistry:Registry";

/** Registries and the images in them. */
export const registryCommands: CommandTable<World> = {
  "acr show": {
    options: { name: "text" },
    run: (options, world) => shown(world, found(world, registry, options.text("name"))),
  },
  "acr login": {
    options: { name: "text", "expose-token": "flag" },
    run: (options, world) => {
      const resource = found(world, registry, options.text("name"));
      checkReach(world, resource);
      return options.has("expose-token")
        ? { accessToken: "…", loginServer: `${nameOf(resource.id)}.azurecr.io` }
        : undefined;
    },
  },
  "acr build": {
    options: { registry: "text", image: "text", platform: "text", file: "text" },
    words: 1,
    run: (options, world) => {
      const resource = found(world, registry, options.text("registry"));
      // The machine that builds is Azure's, outside of every network of ours (Azure/acr#762).
      const builder = { name: "acr-task", address: "192.0.2.80" };
      if (!reachesData(world, resource, builder))
        throw new CommandError(
          `ERROR: denied: client with IP '${builder.address}' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`,
        );
      addImage(world, nameOf(resource.id), digestOf(options.text("image")), options.text("image"));
      return undefined;
    },
  },
  "acr import": {
    options: { name: "text", source: "text", image: "text", force: "flag" },
    // The registry itself fetches it, through Azure's management: it asks nobody's address (https://aka.ms/acr/import).
    run: (options, world) => {
      checkMayWrite(world, "Microsoft.ContainerRegistry/registries/importImage/action");
      const target = found(world, registry, options.text("name"));
      const [, from, digest] = /^([^./]+)\.[^@]*@(sha256:.*)$/.exec(options.text("source"))!;
      if (!world.images.get(from!)?.has(digest!))
        throw new CommandError(`ERROR: (InvalidParameters) ${options.text("source")} was not found.`);
      addImage(world, nameOf(target.id), digest!, options.text("image"));
      return undefined;
    },
  },
  "acr repository show": {
    options: { name: "text", image: "text" },
    run: (options, world) => {
      const resource = found(world, registry, options.text("name"));
      checkReach(world, resource);
      const wanted = options.text("image");
      for (const [digest, tags] of world.images.get(nameOf(resource.id)) ?? [])
        if (tags.has(wanted) || wanted.endsWith(`@${digest}`))
          return { digest, tags: [...tags].map((tag) => tag.slice(tag.indexOf(":") + 1)) };
      throw new CommandError(`ERROR: ${wanted} is not found.`);
    },
  },
};

/** Whoever made a registry may push to it; the network in between must let them. */
function checkReach(world: World, resource: AzureResource): void {
  if (!mayDeploy(world))
    throw new CommandError(`ERROR: ${loginOf(world).principal.name} is not authorized for ${nameOf(resource.id)}.`);
  if (reachesData(world, resource)) return;
  const address = world.machine.address ?? "10.0.0.4";
  throw new CommandError(
    `ERROR: Could not connect to the registry login server '${nameOf(resource.id)}.azurecr.io'. denied: client with IP '${address}' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`,
  );
}

/** Puts an image into a registry; its tag leaves the image that had it. */
export function addImage(world: World, name: string, digest: string, tag: string): void {
  const images = world.images.get(name) ?? new Map<string, Set<string>>();
  world.images.set(name, images);
  for (const tags of images.values()) tags.delete(tag);
  images.set(digest, (images.get(digest) ?? new Set()).add(tag));
}

/** What a build of a tag comes to: the same bytes for the same commit. */
export function digestOf(image: string): string {
  return `sha256:${createHash("sha256").update(image).digest("hex")}`;
}
