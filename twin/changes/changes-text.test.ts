import pc from "picocolors";
import type { Change } from "./changes";
import { changesText } from "./changes-text";

const colors = pc.createColors(false);

describe("changesText", () => {
  const change = (action: Change["action"], name: string, properties: Change["properties"] = []): Change => ({
    urn: `urn:${name}`,
    type: "kubernetes:apps/v1:Deployment",
    name,
    action,
    properties,
  });

  test("only counts the creations of a first up", () => {
    expect(changesText([change("create", "a"), change("create", "b")], colors)).toBe(
      "2 changes: 2 created; 0 unchanged",
    );
  });

  test("says that nothing changed", () => {
    expect(changesText([change("same", "a"), change("same", "b")], colors)).toBe("0 changes; 2 unchanged");
  });

  test("shows what changed, property by property, and no secret", () => {
    const properties = [
      { path: "spec.replicas", before: 1, after: 2 },
      { path: "spec.paused", after: true },
      { path: "spec.minReadySeconds", before: 5 },
      { path: "data.key", before: "[secret]", after: "[secret]" },
    ];
    const list = [
      change("same", "a"),
      change("update", "vllm", properties),
      change("create", "new"),
      change("delete", "old"),
      change("replace", "r"),
    ];
    expect(changesText(list, colors).split("\n")).toEqual([
      "~ update Deployment vllm",
      "    spec.replicas: 1 → 2",
      "    spec.paused: true (new)",
      "    spec.minReadySeconds: 5 (removed)",
      '    data.key: "[secret]" → "[secret]" (changed)',
      "+ create Deployment new",
      "- delete Deployment old",
      "± replace Deployment r",
      "4 changes: 1 created, 1 updated, 1 replaced, 1 deleted; 1 unchanged",
    ]);
  });

  test("cuts a long value", () => {
    const text = changesText(
      [change("update", "a", [{ path: "p", before: "x".repeat(500), after: 1 }]), change("same", "b")],
      colors,
    );
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(130);
  });
});
