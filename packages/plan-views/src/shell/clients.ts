import type { Program } from "./programs";
import type { Variables, Word } from "./words";

/** Whom a program asks. */
export interface Target {
  /** Name or address; `undefined` where it is not known, empty for the container itself. */
  host: string | undefined;
  port?: number;
  /** Of a URL. */
  path?: string;
  /** Of a URL. */
  scheme?: string;
}

/** How a client is told whom to ask. One that is told nothing asks the container's own server. */
interface Client {
  /** Its options that name a host. */
  options?: readonly string[];
  /** Its variable that does, where the options do not. */
  variable?: string;
  /** Whether its first argument is the host; the second one is the port. */
  isFirst?: boolean;
  /** Its other options that take a value, one letter each. */
  valued?: string;
  /** What stands before the host in a value. */
  before?: RegExp;
}

// Each by its own manual. Hosts of several servers stand in a list with commas.
const postgres: Client = { options: ["-h", "--host"], variable: "PGHOST" };
const redis: Client = { options: ["-h"] };
const mysql: Client = { options: ["-h", "--host"] };
const mongo: Client = { options: ["--host", "-host"] };
const rabbit: Client = { options: ["-n", "--node"], before: /^.*@/ };
const grpc: Client = { options: ["-addr", "--addr"] };
const netcat: Client = { isFirst: true, valued: "wipsXxqGITVeoO" };
const ping: Client = { isFirst: true, valued: "cwWiIstmM" };
const clients: ReadonlyMap<string, Client> = new Map([
  ...["psql", "pg_isready", "pg_dump", "vacuumdb"].map((name) => [name, postgres] as const),
  ...["redis-cli", "valkey-cli", "keydb-cli"].map((name) => [name, redis] as const),
  ...["mysql", "mysqladmin", "mariadb", "mariadb-admin"].map((name) => [name, mysql] as const),
  ...["mongosh", "mongo"].map((name) => [name, mongo] as const),
  ...["rabbitmqctl", "rabbitmq-diagnostics"].map((name) => [name, rabbit] as const),
  ...["grpc_health_probe", "grpc-health-probe"].map((name) => [name, grpc] as const),
  ...["nc", "ncat", "netcat", "telnet"].map((name) => [name, netcat] as const),
  ...["ping", "ping6"].map((name) => [name, ping] as const),
  ["etcdctl", { options: ["--endpoints"], variable: "ETCDCTL_ENDPOINTS" }],
  ["nodetool", { options: ["-h", "--host"] }],
  ["cqlsh", { isFirst: true, valued: "upekf" }],
  ["clickhouse-client", { options: ["-h", "--host"] }],
]);
const kafka: Client = { options: ["--bootstrap-server", "--bootstrap-servers", "--broker-list"] };

/** Letters of curl's and wget's options that take a value, and their long ones that do not name an address. */
const webValued = {
  curl: /^-[a-zA-Z#]*[oHduAemwXxbcTEFKrtUyYzCDPQ]$|^--(?!url$|fail|silent|show-error|insecure|head$|location|http|compressed|ipv[46]|no-|verbose|include|globoff|get$|tls)/,
  wget: /^-[a-zA-Z]*[OoTtUePYQ]$|^--(timeout|tries|header|user|password|post-data|output-document|user-agent|method|body-data)$/,
} as const;

/** Whom a program asks, as far as its arguments and the container's variables say; nobody where they do not. */
export function targetsOf(program: Program, variables: Variables): Target[] {
  const { name, args, redirected } = program;
  const devices = [...args, ...redirected].flatMap(deviceTargets);
  if (name === "kubectl") return [{ host: "the API server" }];
  // Its answer comes by the broker: https://docs.celeryq.dev/en/stable/userguide/monitoring.html
  if (name === "celery")
    return args.some(({ text }) => /^(inspect|status)$/.test(text)) ? [{ host: "the broker" }] : [];
  if (name === "curl" || name === "wget") return [...webTargets(name, args), ...devices];
  const client = clients.get(name) ?? (/^kafka-[a-z-]+(\.sh)?$/.test(name) ? kafka : undefined);
  const urls = args.flatMap(urlTargets);
  if (client === undefined) return [...urls, ...devices];
  const hosts = hostsFor(client, args, variables).flatMap((word) => listed(word, client));
  const conninfo = args.flatMap((word) => {
    const host = client === postgres ? /(?:^|\s)host=(\S+)/.exec(word.text)?.[1] : undefined;
    return host === undefined ? [] : [{ host: word.isKnown ? hostIn(host) : undefined }];
  });
  const found = [...hosts, ...conninfo, ...urls, ...devices];
  return found.length > 0 ? found : [{ host: "" }];
}

function hostsFor(
  { options = [], variable, isFirst, valued = "" }: Client,
  args: readonly Word[],
  variables: Variables,
): Word[] {
  if (isFirst) {
    const positional = args.filter(({ text }, at) => !text.startsWith("-") && !takesNext(args[at - 1]?.text, valued));
    const [host, port] = positional;
    if (host === undefined) return [];
    return [
      { ...host, text: port?.isKnown && /^\d+$/.test(port.text) ? `${bracketed(host.text)}:${port.text}` : host.text },
    ];
  }
  const given = args.flatMap((word, at) => {
    const { text } = word;
    const option = options.find(
      (name) => text === name || text.startsWith(`${name}=`) || (name.length === 2 && text.startsWith(name)),
    );
    if (option === undefined) return [];
    const value = text === option ? args[at + 1] : { ...word, text: text.slice(option.length).replace(/^=/, "") };
    return value === undefined || /:\/\//.test(value.text) ? [] : [value];
  });
  const own = variable === undefined ? undefined : variables.get(variable);
  return given.length > 0 || own === undefined ? given : [{ text: own, isKnown: true, substitutions: [] }];
}

const takesNext = (option: string | undefined, valued: string): boolean =>
  option !== undefined && /^-[a-zA-Z]+$/.test(option) && valued.includes(option.at(-1)!);

const bracketed = (host: string): string => (host.includes(":") && !host.startsWith("[") ? `[${host}]` : host);

/** The servers of a list with commas. */
const listed = ({ text, isKnown }: Word, { before }: Client): Target[] =>
  text.split(",").map((entry) => {
    if (!isKnown) return { host: undefined };
    // A folder of Unix sockets, as PostgreSQL takes one for a host.
    if (entry.startsWith("/")) return { host: "" };
    return addressed(before === undefined ? entry : entry.replace(before, ""));
  });

/** curl's and wget's addresses need no scheme. */
function webTargets(name: "curl" | "wget", args: readonly Word[]): Target[] {
  // By a socket or by another address than it looks like.
  if (args.some(({ text }) => /^--(unix-socket|abstract-unix-socket|resolve|connect-to|proxy)\b|^-x$/.test(text)))
    return [];
  return args.flatMap((word, at) => {
    const before = args[at - 1]?.text ?? "";
    if (word.text.startsWith("--url=")) return [webTarget({ ...word, text: word.text.slice("--url=".length) })];
    if (word.text.startsWith("-") || (!before.includes("=") && webValued[name].test(before))) return [];
    return [webTarget(word)];
  });
}

const webTarget = ({ text }: Word): Target =>
  urlTarget(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);

/** URLs anywhere in a word, which may be code, or a list with commas. */
const urlTargets = ({ text }: Word): Target[] =>
  text
    .split(/,(?=[a-z][a-z0-9+.-]*:\/\/)/i)
    .flatMap((part) => part.match(/[a-z][a-z0-9+.-]*:\/\/[^\s'"`<>|;)\\]*/gi) ?? [])
    .flatMap((url) => {
      const [, scheme, hosts] = /^([^/]*:\/\/)(?:[^/@]*@)?([^/?#]*,[^/?#]*)/.exec(url) ?? [];
      return hosts === undefined ? [url] : hosts.split(",").map((host) => `${scheme}${host}`);
    })
    .map((url) => urlTarget(url));

function urlTarget(url: string): Target {
  const [, scheme = "", authority = "", path = ""] = /^([^:]*):\/\/(?:[^/?#@]*@)?([^/?#]*)([^#]*)/.exec(url) ?? [];
  return { ...addressed(authority), scheme: scheme.toLowerCase(), path };
}

function addressed(authority: string): Target {
  const [, bracketedHost, plain = "", port = ""] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(authority) ?? [];
  const host = hostIn(bracketedHost ?? plain);
  return { host, ...(/^\d+$/.test(port) && { port: Number(port) }) };
}

/** A host as it can be told: code and templates put in others when they run. */
const hostIn = (text: string): string | undefined => (/^[\w.:%-]*$/.test(text) ? text.toLowerCase() : undefined);

/** bash opens a connection where a redirection names one. https://www.gnu.org/software/bash/manual/html_node/Redirections.html */
const deviceTargets = ({ text }: Word): Target[] =>
  Array.from(text.matchAll(/\/dev\/(?:tcp|udp)\/([^/\s]+)\/(\d+)?/g), ([, host, port]) => ({
    host: hostIn(host!),
    ...(port !== undefined && { port: Number(port) }),
  }));
