import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { writeFileAtomically } from "../../files";
import type { AddonsFolder } from "../daemons/addons-folder";
import { findProgram } from "../daemons/find-program";

/**
 * Why a process cannot be given a hosts file of its own here, and what mends it; `undefined` when it can. In-cluster names are no
 * DNS names of this machine, and KEDA resolves the ones in a trigger by itself.
 */
export function mountNamespaceLack(): string | undefined {
  if (process.platform !== "linux") return "mount namespaces are Linux' own";
  const unshare = findProgram("unshare");
  if (unshare === undefined) return "there is no `unshare` on the PATH; `apt-get install util-linux` brings it";
  try {
    execFileSync(unshare, ["-rm", "true"], { stdio: "ignore", timeout: 5_000 });
    return undefined;
  } catch {
    return (
      "this system forbids `unshare -rm` to this user; " +
      "`sysctl kernel.unprivileged_userns_clone=1` or, on Ubuntu, `sysctl kernel.apparmor_restrict_unprivileged_userns=0` as root allows it"
    );
  }
}

/**
 * A command that runs another one with its own `/etc/hosts`, seen by nobody else. The shell and `unshare` are started by links
 * in the add-ons' folder as well, so that `down` finds them at whatever moment.
 */
export function inMountNamespace(folder: AddonsFolder, name: string, hosts: string, command: string[]): string[] {
  const file = path.join(folder.root, `${name}.hosts`);
  writeFileAtomically(file, hosts);
  const [unshare, shell] = ["unshare", "sh"].map((program) => linkTo(folder, program));
  const script = 'mount --bind "$1" /etc/hosts && shift && exec "$@"';
  return [unshare!, "-rm", shell!, "-c", script, "sh", file, ...command];
}

function linkTo({ bin }: AddonsFolder, program: string): string {
  const link = path.join(bin, program);
  const target = findProgram(program);
  if (target === undefined) throw new Error(`there is no \`${program}\` on the PATH`);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(target, link);
  return link;
}
