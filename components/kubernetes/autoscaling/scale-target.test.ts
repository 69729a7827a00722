import * as pulumi from "@pulumi/pulumi";
import { registerObjects } from "../../../tests/support/kubernetes-objects";
import { settled } from "../../../tests/support/recorded-mocks";
import { ArgumentCheck } from "../../validation";
import { claimTarget, type ScaleTarget } from "./scale-target";

const target: ScaleTarget = { kind: "Deployment", name: "ai-service" };
const claim = (autoscaler: string, namespace: pulumi.Input<string> = "production") => {
  const check = new ArgumentCheck("Autoscaler", autoscaler);
  const valid = claimTarget(check, autoscaler, namespace, target);
  check.throwProblems();
  return pulumi.output(valid);
};

/** Runs `body` as a program. */
const run = (body: () => Promise<void> | void) => registerObjects([], body);

test("outside of a run nothing is remembered", () => {
  claim("first");
  expect(() => claim("second")).not.toThrow();
});

test("a namespace that the program makes is an Output: the second claim fails once it is known", async () => {
  expect.assertions(2);
  await run(async () => {
    const first = claim("first", pulumi.output("production"));
    const second = claim("second", pulumi.output("production"));
    await expect(settled(first)).resolves.toMatchObject({ value: "production" });
    await expect(settled(second)).rejects.toThrow(
      'target: "Deployment production/ai-service" must be without an autoscaler; "first" already scales it',
    );
  });
});

test("a claim belongs to the run that made it, even when its Outputs become known during the next", async () => {
  expect.assertions(1);
  let makeNamespace: (name: string) => void = () => undefined;
  const late = new Promise<string>((resolve) => (makeNamespace = resolve));
  let ofFirstRun = pulumi.output("");
  await run(() => {
    ofFirstRun = claim("first", pulumi.output(late));
  });
  await run(async () => {
    makeNamespace("production");
    await settled(ofFirstRun);
    expect(() => claim("second")).not.toThrow();
  });
});
