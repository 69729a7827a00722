import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ChatError } from "../engine";
import { unreadableTarget } from "./request-target";

/** Sends an error as the answer. */
type SendError = (request: FastifyRequest, reply: FastifyReply, error: ChatError) => FastifyReply;

/** An address that there is, with its methods. */
interface KnownAddress {
  pattern: RegExp;
  methods: Set<string>;
}

/** Longest address that an error repeats. */
const longestAddress = 200;

/**
 * Answers what no route takes: OPTIONS with the methods that there are, a wrong method with 405, and an address that does not exist with 404 in
 * OpenAI's words and what to do about it. It must be called before the routes are added.
 */
export function answerNotFound(server: FastifyInstance, sendError: SendError): void {
  const known = new Map<string, KnownAddress>();
  server.addHook("onRoute", ({ url, method }) => {
    let address = known.get(url);
    if (address === undefined) known.set(url, (address = { pattern: patternOf(url), methods: new Set() }));
    for (const each of [method].flat()) address.methods.add(each);
  });
  const methodsOf = (path: string): string[] => {
    const methods = new Set<string>();
    for (const address of known.values()) {
      if (address.pattern.test(path)) for (const method of address.methods) methods.add(method);
    }
    return [...methods];
  };

  server.setNotFoundHandler((request, reply) => {
    if (request.url === unreadableTarget) {
      return sendError(request, reply, new ChatError("invalid_url", "The address has a % that encodes nothing."));
    }
    const path = request.url.split("?", 1)[0]!;
    const methods = methodsOf(path);
    if (methods.length === 0) {
      return sendError(request, reply, new ChatError("unknown_url", unknownAddress(request.method, path, methodsOf)));
    }
    // Fastify answers HEAD wherever it answers GET.
    const named = methods.filter((method) => method !== "HEAD");
    void reply.header("allow", named.join(", "));
    if (request.method === "OPTIONS") return reply.code(204).send();
    const message = `This address takes ${named.join(" and ")} only.`;
    return sendError(request, reply, new ChatError("method_not_allowed", message));
  });
}

/** The addresses of one route, with or without a slash at the end. */
function patternOf(url: string): RegExp {
  const escaped = url
    .replace(/\/$/, "")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/:\w+/g, "[^/]+")
    .replace(/\*/g, ".+");
  return new RegExp(`^${escaped}/?$`);
}

/** OpenAI's calls that have a base address of their own: a wrong base URL is the commonest mistake with its clients. */
function unknownAddress(method: string, path: string, methodsOf: (path: string) => string[]): string {
  const shown = path.length > longestAddress ? `${path.slice(0, longestAddress)}…` : path;
  const said = `Unknown request URL: ${method} ${shown}.`;
  // `/openai/deployments/…`, and `/v1/deployments/…` of Azure's client with a base URL.
  if (path.includes("/deployments/")) {
    return `${said} Azure's addresses are not served: take OpenAI's client with a base URL that ends with /v1, and name the model in the body.`;
  }
  const end = endOf(path);
  if (end !== undefined && methodsOf(`/v1${end}`).length > 0) {
    return `${said} Did you mean /v1${end}? The client's base URL must end with /v1, once, and with nothing after it.`;
  }
  if (path.startsWith("/v1/")) {
    return `${said} Of OpenAI's API this service has chat/completions, completions, embeddings, responses (without those that the provider keeps) and models.`;
  }
  return `${said} Please check the URL for typos, or see /openapi.json.`;
}

/** Ends of OpenAI's addresses, the longer before those that they end with. */
const ends = ["/chat/completions", "/completions", "/embeddings", "/responses", "/models"] as const;

/** The call's own end of an address: `/chat/completions` of `/v1/v1/chat/completions`, `/openai/v1/chat/completions` or one that has it twice. */
function endOf(path: string): string | undefined {
  const plain = path.replace(/\/$/, "");
  return ends.find((end) => plain.endsWith(end)) ?? /\/models\/.+$/.exec(plain)?.[0];
}
