import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { JsonObject, PlanOptions } from "@breakwater/plan-views";
import { azureResource, planOf, urnOf } from "../deployment/testing/plans";
import { changesOf } from "../deployment";
import { StackState } from "../state/stack-state";
import { recordedPlan, rehearseOver, UpRefused } from "./rehearsal";

const group = azureResource("resources:ResourceGroup", "group");
const vault = (changed: JsonObject = {}, options: PlanOptions = {}) =>
  azureResource("keyvault:Vault", "vault", changed, { needs: ["group"], options });

describe("a Plan over what a twin has", () => {
  let folder: string;
  let state: StackState;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-rehearsal-"));
    state = StackState.open(path.join(folder, "state.json"), "test");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Applies resources; with an end, the last Plan is kept too. */
  function applied(resources: ReturnType<typeof vault>[], ends: boolean) {
    const plan = planOf(resources);
    for (const { urn, type, name, inputs, dependencies, options } of plan.resources) {
      state.begin({ urn, type, name, declared: { dependencies, options } }, inputs);
      state.complete(urn);
    }
    if (ends) state.keepPlan(plan);
  }
  const over = (...resources: ReturnType<typeof vault>[]) =>
    rehearseOver({ stateFile: path.join(folder, "state.json") } as never, planOf(resources));
  const shown = async (rehearsal: ReturnType<typeof over>) =>
    changesOf((await rehearsal)!).map(({ action, name }) => `${action} ${name}`);

  test("nothing is rehearsed where there is nothing", async () => {
    expect(await over(group)).toBeUndefined();
  });

  test.each([true, false])("tells what up would do (the last run came to its end: %s)", async (ends) => {
    applied([group, vault()], ends);
    expect(await shown(over(group, vault()))).toEqual([]);
    expect(await shown(over(group, vault({ tags: { a: "b" } })))).toEqual(["update vault"]);
    expect(await shown(over(group))).toEqual(["delete vault"]);
  });

  test("options are those of the last application, not of the new Plan", async () => {
    applied([group, vault({ location: "koreacentral" }, { protect: true })], true);
    const rehearsal = await over(group, vault({ vaultName: "kv-other" }));
    expect(rehearsal!.refusals).toMatchObject([{ name: "vault", code: "Protected" }]);
    const { message } = new UpRefused("test", rehearsal!);
    expect(message).toMatch(/^the change of stack test was rehearsed .* and is refused; nothing was touched/);
    expect(message).toContain('✗ replace Vault vault is refused\n    vaultName: "kv-shop" → "kv-other"');
    expect(message).toMatch(/→ Take the change back/);
    expect(message).toContain(`\`pulumi state unprotect '${urnOf(vault())}'\``);
  });

  test("what an interruption left half made counts as it was before", () => {
    applied([group], true);
    const { urn, type, name, inputs } = planOf([vault()]).resources[0]!;
    state.begin({ urn, type, name }, inputs);
    expect(recordedPlan(state, planOf([]))!.resources.map((resource) => resource.name)).toEqual(["group"]);
  });
});
