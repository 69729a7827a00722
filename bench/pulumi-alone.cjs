/**
 * Pulumi's share of a plan: `node pulumi-alone.cjs PLAN MODULE…` loads Pulumi's modules and registers the resources of a Plan
 * through Pulumi's own SDK and mocks, with inputs that are all known at once. Without PLAN's resources, that is with an empty
 * one, only the loading is left. Nothing of ours is loaded, so that what a plan takes beyond this is ours.
 */
const fs = require("node:fs");

const [planFile, ...modules] = process.argv.slice(2);
for (const module of modules) require(module);
const { resources } = JSON.parse(fs.readFileSync(planFile, "utf8"));
if (resources.length > 0) void register(resources);

async function register(resources) {
  const pulumi = require("@pulumi/pulumi");
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call: ({ inputs }) => inputs,
  });
  await pulumi.runtime.runInPulumiStack(async () => {
    const made = new Map();
    for (const { urn, type, name, parent, custom, inputs } of resources) {
      if (type === "pulumi:pulumi:Stack") continue;
      const options = { parent: made.get(parent) };
      made.set(
        urn,
        custom
          ? new (resourceClass(type))(name, inputs, options)
          : new pulumi.ComponentResource(type, name, {}, options),
      );
    }
  });
}

/**
 * `azure-native:network:Subnet` → `Subnet` of `@pulumi/azure-native/network`; a provider is `Provider` of its package; a kind of
 * Kubernetes that the SDK has no class for is a custom resource.
 */
function resourceClass(type) {
  const [pkg, module, name] = type.split(":");
  if (pkg === "pulumi") return require(`@pulumi/${name}/provider`).Provider;
  if (pkg === "random") return require("@pulumi/random")[name];
  // `networking.k8s.io/v1` is the SDK's module `networking/v1`.
  const file = `@pulumi/${pkg}/${module.replace(/\.(k8s\.io|sh)\//, "/")}`;
  return (isThere(file) && require(file)[name]) || require("@pulumi/kubernetes/apiextensions").CustomResource;
}

function isThere(file) {
  try {
    require.resolve(file);
    return true;
  } catch {
    return false;
  }
}
