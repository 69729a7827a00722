import pc from "picocolors";
import { usableText } from "./usable-text";

const usable = {
  stack: "dev",
  server: "https://127.0.0.1:26085",
  workloads: [{ complete: true }, { complete: false }],
  refused: 0,
  missing: ["Redis", "KEDA"],
};

test("what can be used is said, with how, and what is still to come", () => {
  expect(usableText(usable, pc.createColors(false))).toBe(
    [
      "The platform can be used: 1 of 2 workloads available. Kubernetes answers at https://127.0.0.1:26085; from another terminal:",
      "  npx breakwater status --stack dev",
      "  npx breakwater kubectl --stack dev -- get pods --all-namespaces",
      "Still to come, this once: Redis, KEDA; nothing scales before. Ctrl-C keeps the platform, and the next `up` goes on from here.",
    ].join("\n"),
  );
});

test("what was refused is counted at once, though the reasons come at the end", () => {
  expect(usableText({ ...usable, refused: 2 }, pc.createColors(false))).toContain(
    "\n2 resources were refused; the end of this command says why.\n",
  );
  expect(usableText({ ...usable, refused: 1 }, pc.createColors(false))).toContain("\n1 resource was refused; ");
});
