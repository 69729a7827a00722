import {
  type Container,
  isOwnHost,
  parseImage,
  type PodSpec,
  livenessPrograms,
  type Program,
} from "@breakwater/plan-views";

/** What the liveness probe of a container asks beyond the container itself; `undefined` for nothing. */
export function dependencyOf(container: Container, pod: PodSpec, pattern: RegExp): string | undefined {
  const { livenessProbe } = container;
  if (!livenessProbe) return undefined;
  const { httpGet, tcpSocket } = livenessProbe;
  const host: unknown = httpGet?.host ?? tcpSocket?.host;
  if (typeof host === "string" && !isOwnHost(host)) return `host ${host}`;
  if (httpGet) return dependencyOfPath(httpGet.path, pattern);
  for (const { program, targets } of livenessPrograms(container)) {
    const other = targets.find((target) => target.host !== undefined && !isOwnHost(target.host, pod));
    if (other) return `${program.name} asks ${other.host}`;
    const path = targets.map((target) => dependencyOfPath(target.path, pattern)).find((found) => found !== undefined);
    if (path !== undefined) return path;
    const word = targets.length === 0 ? spokenOf(program, container, pattern) : undefined;
    if (word !== undefined) return `command ${program.name} speaks of "${word}"`;
  }
  return undefined;
}

/** Parts of a path that ask for health; what stands before them is the name that the app has among others. */
const healthWords = /^(health[\w-]*|live[\w-]*|alive|readyz?|readiness|status|ping|probes?|checks?|actuator|-)$/;

function dependencyOfPath(path: unknown, pattern: RegExp): string | undefined {
  if (typeof path !== "string") return undefined;
  const [plain = "", ...query] = path.split("?");
  const parts = plain.split("/").filter((part) => part !== "");
  const from = parts.findIndex((part) => healthWords.test(part.toLowerCase()));
  const asked = [parts.slice(from === -1 ? -1 : from).join("/"), ...query].join("?");
  return pattern.test(asked) ? `path ${path}` : undefined;
}

/** Programs that look at files or speak of none, so that a name among their arguments is no service's. */
const local =
  /^(cat|test|\[|\[\[|stat|find|ls|e?f?grep|head|tail|touch|pgrep|pidof|ps|kill|echo|printf|true|exit|date|awk|sed|sleep|expr|cd|set|rm)$/;

/** The word by which a program of the image's own, or the code that it is given, speaks of another service than the container's own. */
function spokenOf(program: Program, container: Container, pattern: RegExp): string | undefined {
  if (local.test(program.name)) return undefined;
  const own = `${container.name} ${typeof container.image === "string" ? parseImage(container.image).repository : ""}`;
  for (const text of [program.name, ...program.args.map((word) => word.text)]) {
    // Of a path the file alone.
    const [word] = pattern.exec(/\s/.test(text) ? text : /[^/\\]*$/.exec(text)![0]) ?? [];
    if (word !== undefined && !own.toLowerCase().includes(word.toLowerCase())) return word;
  }
  return undefined;
}
