import * as fs from "node:fs";
import * as path from "node:path";

/** Who listens where a server of the twin should. */
export interface PortHolder {
  /** Its process, where this user may see it. */
  pid?: number;
  /** Name of its program. */
  program?: string;
  /** The systemd service that it is, for example `prometheus.service`. */
  service?: string;
  /** Whether it listens on every address of the machine, and not on the asked one only. */
  everywhere: boolean;
}

/** State of a listening socket in /proc/net/tcp (include/net/tcp_states.h). */
const listening = "0A";

/**
 * Finds who listens on a port of an address, or on that port of every address; `undefined` where nobody does, or where there is no /proc to look into.
 *
 * @param proc the folder in which the kernel shows its processes
 */
export function portHolder(port: number, address: string, proc = "/proc"): PortHolder | undefined {
  const own = hexOf(address);
  const sockets = ["tcp", "tcp6"].flatMap((table) => readTable(path.join(proc, "net", table)));
  const socket = sockets.find(
    (entry) => entry.port === port && (isEverywhere(entry.address) || entry.address.endsWith(own)),
  );
  if (socket === undefined) return undefined;
  const pids = fs.readdirSync(proc).filter((name) => /^\d+$/.test(name));
  const pid = pids.find((candidate) => hasSocket(path.join(proc, candidate, "fd"), socket.inode));
  const service =
    pid === undefined
      ? // The files of another user's process are hidden, its owner and its service are not.
        pids
          .filter((candidate) => ownerOf(path.join(proc, candidate)) === socket.uid)
          .flatMap((candidate) => serviceOf(proc, candidate) ?? [])[0]
      : serviceOf(proc, pid);
  return {
    everywhere: isEverywhere(socket.address),
    ...(pid !== undefined && { pid: Number(pid), program: textOf(path.join(proc, pid, "comm")).trim() }),
    ...(service !== undefined && { service }),
  };
}

/** One sentence: who holds the port; and what frees it. */
export function portTakenText(port: number, address: string, holder: PortHolder | undefined): string {
  const place = holder?.everywhere ? `port ${port} of every address of this machine` : `${address}:${port}`;
  const { pid, program, service } = holder ?? {};
  const who =
    pid === undefined
      ? `${service === undefined ? "another program" : `the service ${service}`}`
      : `${program} (process ${pid}${service === undefined ? "" : `, the service ${service}`})`;
  const mend =
    service !== undefined
      ? `\`sudo systemctl disable --now ${service.replace(/\.service$/, "")}\` ends it, now and after a restart`
      : pid !== undefined
        ? `\`kill ${pid}\` ends it`
        : `\`sudo ss --listening --tcp --processes 'sport = :${port}'\` says which`;
  return `${who} listens on ${place} already; ${mend}`;
}

interface Socket {
  address: string;
  port: number;
  uid: number;
  inode: string;
}

function readTable(file: string): Socket[] {
  return textOf(file)
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      // sl, local address, remote address, state, queues, timer, retransmits, uid, timeout, inode
      const [, local = "", , state, , , , uid, , inode = ""] = line.trim().split(/\s+/);
      const [address = "", port = ""] = local.split(":");
      return state === listening ? [{ address, port: Number.parseInt(port, 16), uid: Number(uid), inode }] : [];
    });
}

const isEverywhere = (address: string): boolean => /^0+$/.test(address);

/** An IPv4 address as the kernel writes it: the bytes in the order of the processor, which is little-endian wherever this runs. */
function hexOf(address: string): string {
  const bytes = address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
  return bytes.reverse().join("").toUpperCase();
}

function hasSocket(folder: string, inode: string): boolean {
  try {
    return fs.readdirSync(folder).some((name) => linkTo(path.join(folder, name)) === `socket:[${inode}]`);
  } catch {
    // Another user's, or it has ended meanwhile.
    return false;
  }
}

function linkTo(file: string): string | undefined {
  try {
    return fs.readlinkSync(file);
  } catch {
    return undefined;
  }
}

function ownerOf(folder: string): number | undefined {
  return fs.statSync(folder, { throwIfNoEntry: false })?.uid;
}

/** The service in whose control group a process is. */
function serviceOf(proc: string, pid: string): string | undefined {
  return /\/([^/\s]+\.service)(\/|$)/m.exec(textOf(path.join(proc, pid, "cgroup")))?.[1];
}

/** A file's text; nothing where it cannot be read. */
function textOf(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
