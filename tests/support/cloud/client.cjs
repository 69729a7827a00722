#!/usr/bin/env node
// A tool of the operator's PATH, by whatever name it is called: what it was called with goes to the simulated cloud, and its answer comes back.
const { connect } = require("node:net");
const { basename, join } = require("node:path");
const { readFileSync } = require("node:fs");

const tool = basename(process.argv[1]);
const args = process.argv.slice(2);
const needsInput = tool === "pulumi" && args[0] === "config" && args.includes("--secret");
const call = {
  tool,
  args,
  cwd: process.cwd(),
  env: Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^(STAND_IN_|PULUMI_|ARM_|AZCOPY_|KUBECONFIG$|HOME$)/.test(name)),
  ),
  input: needsInput ? readFileSync(0, "utf8") : "",
};
let answer = "";
const socket = connect(process.env.STAND_IN_SOCKET ?? join(__dirname, "cloud.sock"));
socket.setEncoding("utf8");
socket.on("data", (part) => (answer += part));
socket.on("end", () => {
  const { stdout, stderr, exitCode } = JSON.parse(answer);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
});
socket.on("error", (error) => {
  console.error(`${tool}: the simulated cloud does not answer: ${error.message}`);
  process.exitCode = 99;
});
socket.end(JSON.stringify(call));
