import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";

test("the pack starts as Pulumi starts it: type-checked with its own tsconfig.json, by the SDK's program", async () => {
  const program = join(__dirname, "../node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  const pack = spawn(process.execPath, [program, "127.0.0.1:1", "."], {
    cwd: __dirname,
    env: { ...process.env, PULUMI_NODEJS_TYPESCRIPT: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    let said = "";
    pack.stderr.on("data", (text: Buffer) => (said += text.toString()));
    const ended = new Promise<string>((resolve) =>
      pack.once("close", (code) => resolve(`ended with ${code}: ${said}`)),
    );
    const port = new Promise<string>((resolve) => createInterface(pack.stdout).once("line", resolve));
    // What Pulumi waits for: the port on which the pack's server listens.
    expect(await Promise.race([port, ended])).toMatch(/^\d+$/);
  } finally {
    pack.kill("SIGKILL");
  }
});
