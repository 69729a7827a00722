import { Stack, type Told } from "./stack";

/** What came of each stage of a stack's life, by its name. */
export type Life = Record<string, Told>;

const person = { objectId: "00000000-0000-0000-0000-00000000aaaa", principalType: "User" } as const;
const pipeline = { objectId: "00000000-0000-0000-0000-0000000000c1", principalType: "ServicePrincipal" } as const;

/** Room for a new pool beside the old one. */
const quotas = { standardDSv5Family: 1000, StandardNCADSA100v4Family: 240 };

/** A whole life of a stack, by the documented steps in their order. */
export async function live(name: "dev" | "prod"): Promise<Life> {
  const life: Life = {};
  const stack = new Stack(name).edit({ quotas });
  stack.signIn(person);

  life["first up"] = await stack.up();
  life["second up"] = await stack.up();
  stack.scale({ cpu1: 3, [name === "dev" ? "gpu1" : "gpu1z1"]: 0 });
  life["refresh"] = stack.refresh();
  life["up after the refresh"] = await stack.up();
  await asides(stack, life);

  stack.set({ kubernetesVersion: "1.36" });
  life["minor upgrade"] = await stack.up();
  life["refresh after the upgrade"] = stack.refresh();
  life["up after the upgrade"] = await stack.up();

  stack.edit({ "pools.cpu.vmSize": "Standard_D16s_v5", "pools.cpu.name": "cpu2" });
  life["another CPU size"] = await stack.up();
  const largerSystem = { "pools.system.vmSize": "Standard_D8s_v5" };
  life["another system size"] = await stack.fork().edit(largerSystem).up();
  stack.edit({ ...largerSystem, "pools.system.name": "system2" });
  life["another system pool"] = await stack.fork().up();
  stack.exchangeSystemPool("system1", "system2", "Standard_D8s_v5");
  life["another system pool that is there"] = await stack.up();
  stack.refresh();

  stack.signIn(pipeline);
  life["handed to the pipeline"] = await stack.up();
  await lastStages(stack, life);
  return life;
}

/** A secret and a store go, then everything, and it all comes again. */
async function lastStages(stack: Stack, life: Life): Promise<void> {
  const secretBack = stack.fork();
  life["secret removed"] = await stack.removeSecret("gatewayApiKey").up();
  secretBack.deployment = stack.deployment.copy();
  life["secret given again"] = await secretBack.up();

  const ways = stack.name === "prod" ? ["vault", "registry", "cache"] : [];
  const storeless = { "modelStore.enabled": false, "network.privateEndpoints": ways };
  life["store removed under its lock"] = await stack.fork().edit(storeless).up();
  life["locks off while they are protected"] = await stack.fork().edit({ "guardrails.locks": false }).up();
  stack.unprotectAll();
  stack.edit({ "guardrails.locks": false });
  life["locks off"] = await stack.up();
  life["store removed"] = await stack.edit(storeless).up();

  life["destroy"] = stack.destroy();
  stack.pass(30);
  life["second life"] = await stack.up();
}

/** What may happen instead, each from the same stack. */
async function asides(stack: Stack, life: Life): Promise<void> {
  const aside = async (stage: string, act: (fork: Stack) => Promise<Told> | Told): Promise<void> => {
    life[stage] = await act(stack.fork());
  };
  await aside("a tag at 15 nodes", (fork) => {
    fork.scale({ cpu1: 15 });
    return fork.edit({ "tags.team": "ai", "pools.cpu.maxCount": 20 }).up();
  });
  await aside("minimum raised", (fork) =>
    fork.edit({ "pools.cpu.minCount": 5, "pools.cpu.maxCount": 20, "pools.cpu.initialCount": 5 }).up(),
  );
  await aside("maximum raised", (fork) => fork.set({ cpuMaxCount: "30" }).up());
  await aside("another size under the same name", (fork) => fork.edit({ "pools.cpu.vmSize": "Standard_D16s_v5" }).up());
  await aside("another network for pods", (fork) => fork.edit({ "network.podCidr": "10.245.0.0/16" }).up());
  await aside("another redundancy", (fork) =>
    fork.edit({ "modelStore.redundancy": fork.name === "prod" ? "LRS" : "ZRS" }).up(),
  );
  await aside("an older Kubernetes", (fork) => fork.set({ kubernetesVersion: "1.34" }).up());
  await aside("destroyed as it is", (fork) => fork.destroy());
  await aside("destroyed without a preview", (fork) => fork.destroy({ skipPreview: true }));
}

/** A first `up` that is killed while Azure makes a vault, and how it goes on. */
export async function interrupted(name: "dev" | "prod"): Promise<Life> {
  const stack = new Stack(name);
  const vault = await stack.fork().urnOf("Vault", "vault");
  const life: Life = { killed: await stack.up({ skipPreview: true, endsDuring: vault }) };
  life["up again"] = await stack.up();
  life["taken in"] = stack.refresh({ [vault]: stack.idOf("Vault") });
  life["up at last"] = await stack.up();
  return life;
}
