import { scaleNodes } from "../../../twin/azure";
import type { World } from "./world";

/** The world that commands change, and copies of it. */
export interface Holder {
  world: World;
  kept: Map<string, World>;
}

/**
 * What the test does to the world itself.
 *
 * @returns JSON
 */
export function control(holder: Holder, [verb, name = ""]: readonly string[]): string {
  switch (verb) {
    case "keep":
      holder.kept.set(name, structuredClone(holder.world));
      return "";
    case "restore":
      holder.world = structuredClone(holder.kept.get(name)!);
      return "";
    case "set":
      Object.assign(holder.world, JSON.parse(name) as Partial<World>);
      return "";
    case "scale": {
      const [pool, count] = name.split("=");
      const id = [...holder.world.azure.resources.keys()].find((each) => each.endsWith(`/agentpools/${pool}`))!;
      scaleNodes(holder.world.azure, id, Number(count));
      return "";
    }
    default:
      throw new Error(`no such control: ${verb}`);
  }
}
