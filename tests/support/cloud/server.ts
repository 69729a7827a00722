/**
 * The simulated cloud of a test, in a process of its own: a program's errors arrive as unhandled rejections, which jest claims for itself. The stand-ins for
 * az, pulumi and the others send what they are called with; the test says where and by whom.
 *
 *   server.ts SOCKET
 */
import { createServer } from "node:net";
import { az } from "./az";
import { CommandError } from "./command-table";
import { pulumi } from "./pulumi";
import { type Call, runTool } from "./tools";
import { control, type Holder } from "./control";
import { createWorld } from "./world";

const holder: Holder = { world: createWorld(), kept: new Map() };

async function answer(call: Call): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const { world } = holder;
  try {
    if (call.tool === "control") return { stdout: control(holder, call.args), stderr: "", exitCode: 0 };
    const machine = world.machines.get(call.env.STAND_IN_MACHINE ?? "desk");
    if (!machine) throw new CommandError(`there is no machine ${call.env.STAND_IN_MACHINE}`, 99);
    Object.assign(world, { machine, person: call.env.STAND_IN_PERSON === "yes" });
    const stdout =
      call.tool === "az"
        ? await az(call.args, world)
        : call.tool === "pulumi"
          ? await pulumi(call, world)
          : runTool(call, world);
    return { stdout, stderr: "", exitCode: 0 };
  } catch (error) {
    const { message, stack } = error as Error;
    if (error instanceof CommandError) return { stdout: "", stderr: `${message}\n`, exitCode: error.exitCode };
    return { stdout: "", stderr: `${call.tool}: ${stack ?? message}\n`, exitCode: 98 };
  }
}

/** Calls take turns: there is one world. */
let last: Promise<unknown> = Promise.resolve();

createServer({ allowHalfOpen: true }, (socket) => {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (part: string) => (text += part));
  socket.on("end", () => {
    const turn = last.then(() => answer(JSON.parse(text) as Call));
    last = turn.then((result) => socket.end(JSON.stringify(result)));
  });
}).listen(process.argv[2], () => process.send?.("ready"));
process.on("disconnect", () => process.exit());
