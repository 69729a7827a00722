import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./answer";
import { Capacity } from "./capacity";
import { chatAnswer } from "./chat";
import { type Fault, FaultPlan, isFault } from "./faults";
import { vllmMetrics } from "./metrics";
import { defaultOptions, type GatewayOptions } from "./options";
import { completionAnswer, embeddings } from "./other-calls";
import { type Call, readQuestion } from "./question";
import { refusalOf } from "./refusals";
import { responseAnswer } from "./responses";
import { write } from "./written";

/** A stand-in gateway that listens. */
export interface StandInGateway {
  /** `http://127.0.0.1:<port>/v1` */
  readonly baseUrl: string;
  /** What the next requests get, one each. */
  readonly faults: FaultPlan;
  /** Bodies and headers of the last requests, the newest last; only where `remember` is on. `GET /admin/last` has the newest. */
  readonly requests: { headers: IncomingMessage["headers"]; body: string }[];
  /** Requests that were begun, answered, and given up by their caller. */
  readonly counts: { begun: number; answered: number; cancelled: number };
  /** The one key that it takes from now on. */
  setKey(key: string | undefined): void;
  close(): Promise<void>;
}

/**
 * A gateway that speaks OpenAI's protocol without a model: a model's pace, vLLM's metrics, faults on request. It says what it is in every
 * answer.
 */
export async function startGateway(
  given: Partial<GatewayOptions> & { remember?: boolean } = {},
): Promise<StandInGateway> {
  const options = { ...defaultOptions, ...given };
  const faults = new FaultPlan();
  const answerMs = options.fixedMs ?? options.firstTokenMs + options.tokens * options.tokenMs;
  const capacity = new Capacity(options.capacity, answerMs, options.overCapacity);
  const requests: StandInGateway["requests"] = [];
  const counts = { begun: 0, answered: 0, cancelled: 0 };

  const server = createServer((request, response) => {
    const { url = "" } = request;
    const call = calls.find(([end]) => url.endsWith(end))?.[1];
    if (call !== undefined) return withBody(request, (body) => answer(call, request, response, body));
    if (url.endsWith("/models"))
      return json(response, 200, { object: "list", data: [{ id: "stand-in", object: "model" }] });
    if (url === "/metrics") return void response.end(vllmMetrics(capacity, counts.answered));
    if (url === "/admin/faults") return withBody(request, (body) => plan(response, body));
    if (url === "/admin/counts") return json(response, 200, counts);
    if (url === "/admin/last") return json(response, 200, requests.at(-1) ?? {});
    if (url === "/health") return void response.end("ok");
    return json(response, 404, failure("There is nothing here."));
  });
  server.keepAliveTimeout = 120_000;
  server.maxRequestsPerSocket = 0;

  function plan(response: ServerResponse, body: string): void {
    const wanted: unknown = JSON.parse(body);
    if (!Array.isArray(wanted) || !wanted.every(isFault))
      return json(response, 400, failure("A list of faults is wanted."));
    faults.set(wanted);
    return json(response, 200, { planned: wanted.length });
  }

  function answer(call: Call, request: IncomingMessage, response: ServerResponse, body: string): void {
    counts.begun += 1;
    if (given.remember === true) requests.push({ headers: request.headers, body });
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
      return json(response, 401, failure("The key is not valid.", "invalid_api_key"));
    }
    const fault = faults.next(request.headers["x-fault"]);
    if (fault !== "ok" && fault !== "stall" && fault !== "cut") return misbehave(response, fault);
    const question = readQuestion(call, body);
    if (question === undefined) return json(response, 400, failure(`The body is none of ${call}.`));
    const refusal = refusalOf(call, question);
    if (refusal !== undefined) return json(response, 400, { error: refusal });
    const entered = capacity.enter(() => {
      response.on("close", () => {
        capacity.leave();
        if (response.writableFinished) counts.answered += 1;
        else counts.cancelled += 1;
      });
      if (response.destroyed) return response.emit("close");
      if (call === "embeddings") return later(response, 1, () => embeddings(question));
      const written = answersOf[call](question, write(question, options.tokens));
      if (question.stream) stream(response, written, fault);
      else later(response, written.tokens, () => written.whole());
    });
    if (!entered) json(response, 429, failure("Too many requests.", "rate_limit_exceeded"), { "retry-after": "1" });
  }

  /** Answers as a whole once so many tokens are written. */
  function later(response: ServerResponse, tokens: number, whole: () => object): void {
    const answerMs = options.fixedMs ?? options.firstTokenMs + tokens * options.tokenMs;
    const timer = setTimeout(() => json(response, 200, whole()), answerMs);
    response.on("close", () => clearTimeout(timer));
  }

  function stream(response: ServerResponse, written: Answer, fault: Fault): void {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
    const events = written.events();
    let index = 0;
    let timer = setTimeout(next, options.firstTokenMs);
    response.on("close", () => clearTimeout(timer));
    function next(): void {
      if (index === 3 && fault === "stall") return;
      if (index === 3 && fault === "cut") return void response.destroy();
      const { value, done } = events.next();
      if (done === true) return void response.end(written.ending());
      response.write(value);
      index += 1;
      timer = setTimeout(next, options.tokenMs);
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", 4_096, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    faults,
    requests,
    counts,
    setKey: (key) => (options.key = key),
    close: () => closed(server),
  };
}

/** The calls by the end of their addresses. */
const calls: readonly (readonly [string, Call])[] = [
  ["/chat/completions", "chat"],
  ["/completions", "completions"],
  ["/embeddings", "embeddings"],
  ["/responses", "responses"],
];

const answersOf = { chat: chatAnswer, completions: completionAnswer, responses: responseAnswer } as const;

function misbehave(response: ServerResponse, fault: Fault): void {
  switch (fault) {
    case "429":
      return json(response, 429, failure("Too many requests.", "rate_limit_exceeded"), { "retry-after": "1" });
    case "401":
      return json(response, 401, failure("The key is not valid.", "invalid_api_key"));
    case "500":
    case "503":
      return json(response, Number(fault), failure("The stand-in fails as it was told to."));
    case "garbage":
      response.writeHead(200, { "content-type": "text/html" });
      return void response.end("<html>this is no answer");
    case "reset":
      return void response.destroy();
    default:
      // "timeout": the caller's patience ends it.
      return;
  }
}

function withBody(request: IncomingMessage, use: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (data: Buffer) => chunks.push(data));
  request.on("end", () => use((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString("utf8")));
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length, ...headers });
  response.end(bytes);
}

const failure = (message: string, code: string | null = null): object => ({
  error: { message: `Stand-in gateway: ${message}`, type: "stand_in", param: null, code },
});

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
