import { firstUpAnswers, firstUpPlan } from "./fixtures/first-up-plan";
import { doctor } from "./fixtures/prod-stack";
import { failed, happy, type Recorded } from "./fixtures/recorded-run";

/*
 * A check that could not look says so, whatever the tool does in place of an answer.
 */

describe.each<[string, Recorded]>([
  ["is not there", { kind: "absent" }],
  ["does not answer", { kind: "slow", seconds: 90 }],
  ["answers no JSON", "<html><body>Sign in to your proxy</body></html>"],
  ["answers in another shape", '{ "surprise": [1] }'],
  ["refuses", failed("ERROR: (AuthorizationFailed) The client does not have authorization.")],
])("a tool that %s", (_, answer) => {
  const levelsOf = async (tools: RegExp) => {
    const failing = Object.keys({ ...happy, ...firstUpAnswers }).filter((command) => tools.test(command));
    const answers = { ...firstUpAnswers, ...Object.fromEntries(failing.map((command) => [command, answer])) };
    const { findings } = await doctor(answers, {}, firstUpPlan());
    return (check: string) => findings.filter((finding) => finding.check === check).map(({ level }) => level);
  };

  test.each([
    ...["roles", "region", "providers", "vm-sizes", "quota", "kubernetes-version", "resource-groups"],
    ...["deleted-vaults", "deleted-workspaces", "existing", "alert-receivers", "defender"],
  ])("leaves %s unseen where it is az", async (check) => {
    expect(new Set((await levelsOf(/^az (?!version|account show)/))(check))).toEqual(new Set(["unseen"]));
  });

  test.each(["deleted-vaults", "existing", "vault-secrets", "pending", "removals"])(
    "leaves %s unseen where it is Pulumi, which knows the state",
    async (check) => {
      const levels = (await levelsOf(/^pulumi stack export/))(check);
      expect([levels.includes("unseen"), levels.includes("problem")]).toEqual([true, false]);
    },
  );

  test("leaves the names that are unique in all of Azure unseen too", async () => {
    expect(new Set((await levelsOf(/^pulumi stack export/))("global-names"))).toEqual(new Set(["unseen"]));
  });
});
