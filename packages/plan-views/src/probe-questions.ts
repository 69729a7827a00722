import { readerOf, variablesOf } from "./hooks";
import { type Container, type PodSpec, portOf } from "./pod-template";
import type { Reader } from "./read";
import { type Target, targetsOf } from "./shell/clients";
import { type Program, programsOf } from "./shell/programs";
import type { Variables } from "./shell/words";

/** Names and addresses under which a container finds itself. */
const ownHosts = /^(|localhost|localhost\.localdomain|ip6-localhost|127\..*|0\.0\.0\.0|::1?|::ffff:127\..*)$/;

/** Whether a host is the pod that asks: by its loopback, or by the name that the pod gives itself. */
export const isOwnHost = (host: string, pod: Pick<PodSpec, "hostname"> = {}): boolean =>
  ownHosts.test(host.toLowerCase().replace(/^\[(.*)\]$/, "$1")) || host === pod.hostname;

/** What a container's liveness runs, and whom each program asks; nothing where it runs no command. */
export function livenessPrograms(container: Container): { program: Program; targets: Target[] }[] {
  const variables = variablesOf(container);
  const command = readerOf(container).object("livenessProbe").object("exec").texts("command");
  return programsOf(command, variables).map((program) => ({ program, targets: targetsOf(program, variables) }));
}

/**
 * What a probe of a container asks, without its timing, so that two probes that ask the same compare equal however they are written: by
 * the port's name or its number, with Kubernetes' defaults or without, by a list of arguments, a shell or the probe's own fields.
 * `undefined` for a probe that asks nothing.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe
 */
export function questionOf(container: Container, probe: "livenessProbe" | "readinessProbe"): string | undefined {
  const read = readerOf(container).object(probe);
  const has = (action: string) => read.record(action) !== undefined;
  if (has("httpGet")) return httpQuestion(read.object("httpGet"), container);
  if (has("tcpSocket")) return asked("tcp", addressOf(read.object("tcpSocket"), container));
  if (has("grpc")) {
    const grpc = read.object("grpc");
    return asked("grpc", addressOf(grpc, container), grpc.text("service") ?? "");
  }
  return has("exec") ? commandQuestion(read.object("exec").texts("command"), variablesOf(container)) : undefined;
}

function httpQuestion(http: Reader, container: Container): string {
  const scheme = (http.text("scheme") || "HTTP").toLowerCase();
  const headers = http
    .objects("httpHeaders")
    .map((header) => `${header.text("name")?.toLowerCase()}: ${header.text("value")}`);
  return asked(scheme, `${addressOf(http, container)}${rooted(http.text("path") || "/")}`, ...headers.sort());
}

const asked = (...parts: string[]): string => parts.filter((part) => part !== "").join(" ");
const rooted = (path: string): string => (path.startsWith("/") ? path : `/${path}`);

/** A named port is the number that the container gives it. */
function addressOf(action: Reader, container: Container): string {
  const port = action.numberOrText("port");
  return `${action.text("host") || "the pod"}:${portOf(container, port) ?? port}`;
}

function commandQuestion(command: string[], variables: Variables): string {
  const [program, ...others] = programsOf(command, variables);
  if (program === undefined || others.length > 0) return asked("exec", ...command);
  return ownQuestion(program, variables) ?? asked("exec", program.name, ...program.args.map(({ text }) => text));
}

/** The question of a program that asks its own pod as a probe's own fields can. */
function ownQuestion(program: Program, variables: Variables): string | undefined {
  const [target, ...others] = targetsOf(program, variables);
  if (target?.host === undefined || !isOwnHost(target.host) || others.length > 0) return undefined;
  const { port, path, scheme } = target;
  if (scheme === "http" || scheme === "https") {
    return asked(scheme, `the pod:${port ?? (scheme === "http" ? 80 : 443)}${rooted(path || "/")}`);
  }
  if (port === undefined) return undefined;
  if (/^grpc[-_]health[-_]probe$/.test(program.name) && program.args.length === 1)
    return asked("grpc", `the pod:${port}`);
  return /^(nc|ncat|netcat)$/.test(program.name) ? asked("tcp", `the pod:${port}`) : undefined;
}
