import * as pulumi from "@pulumi/pulumi";
import { leftAlone } from "./left-alone";

const declared = { maxCount: 20, tags: { product: "breakwater" } };

/** What becomes of a resource that Azure answers with `answer`, and of the options with which it is registered. */
async function decide(
  answer: () => object,
  { wanted = declared, opts = {} }: { wanted?: pulumi.Inputs; opts?: pulumi.CustomResourceOptions } = {},
) {
  const { living, options } = leftAlone(wanted, { name: "cpu1" }, async () => answer(), opts);
  const found = await living;
  const registered = options.transformations!.reduce(
    (args, transform) => ({ ...args, ...transform(args) }),
    // What a resource's constructor makes of the options: a copy.
    { resource: {} as pulumi.Resource, type: "pool", name: "cpu", props: {}, opts: pulumi.mergeOptions({}, options) },
  );
  return { found, ignoreChanges: registered.opts.ignoreChanges };
}
const refuse = (message: string) => () => {
  throw new Error(message);
};

test("what Azure has as declared has all changes ignored, whatever else Azure adds", async () => {
  const { ignoreChanges } = await decide(() => ({ ...declared, count: 9, maxPods: 250 }));
  expect(ignoreChanges).toEqual(["*"]);
});

test("what Azure has otherwise has none ignored", async () => {
  const answer = { ...declared, maxCount: 30, count: 9 };
  expect(await decide(() => answer)).toEqual({ found: answer, ignoreChanges: [] });
});

test("an input that a preview cannot know is about to change", async () => {
  const unknown = pulumi.output(pulumi.unknown) as pulumi.Output<number>;
  const { ignoreChanges } = await decide(() => ({ ...declared }), { wanted: { ...declared, maxCount: unknown } });
  expect(ignoreChanges).toEqual([]);
});

test("what the caller ignores stays ignored", async () => {
  const opts = { ignoreChanges: ["tags"] };
  expect((await decide(() => declared, { opts })).ignoreChanges).toEqual(["tags", "*"]);
  expect((await decide(() => ({}), { opts })).ignoreChanges).toEqual(["tags"]);
});

test.each([
  'Status=404 Code="ResourceNotFound" Message="The Resource … under resource group … was not found."',
  "NotFound: Could not find the agent pool.",
  "The Resource 'Microsoft.ContainerService/managedClusters/aks' was not found.",
])("nothing is there where Azure says %s", async (message) => {
  expect(await decide(refuse(message))).toEqual({ found: undefined, ignoreChanges: [] });
});

test("any other answer is an error: to take a pool that is there for a new one would send its first count", async () => {
  await expect(decide(refuse("Status=403 Code=AuthorizationFailed"))).rejects.toThrow("AuthorizationFailed");
});
