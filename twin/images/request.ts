import { ImageError } from "./image";
import { isSafe } from "./mirror";
import type { Patience } from "./patience";

/** Most redirects that are followed. */
const mostRedirects = 5;

/** An answer of a registry, and its body piece by piece. */
export interface Answer {
  status: number;
  headers: Headers;
  /**
   * The body. Whoever reads it stops where he likes.
   *
   * @throws ImageError when it ends too early, or comes too slowly
   */
  body(): AsyncGenerator<Uint8Array>;
  /** Ends the connection without reading the body. */
  discard(): Promise<void>;
}

export interface RequestOptions {
  headers: Record<string, string>;
  patience: Pick<Patience, "answer" | "silence" | "pace">;
  signal: AbortSignal;
  /** What is asked for, in messages: `registry.k8s.io/etcd:3.6.8-0`. */
  subject: string;
}

/**
 * Asks a server by GET and follows its redirects, to another host without the authorization.
 *
 * @throws ImageError when the server cannot be reached, does not answer in time, or leads to a place that is not safe
 * @throws the signal's reason once it is aborted
 */
export async function request(url: URL, options: RequestOptions): Promise<Answer> {
  const { subject } = options;
  let [target, headers] = [url, options.headers];
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const answer = await ask(target, { ...options, headers });
    const location = answer.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer;
    await answer.discard();
    const next = URL.canParse(location, target.href) ? new URL(location, target.href) : undefined;
    if (next === undefined || !isSafe(next))
      throw new ImageError(`${subject}: ${target.host} leads to ${location}, which is no https:// address`);
    if (next.origin !== target.origin) {
      headers = { ...headers };
      delete headers["authorization"];
    }
    target = next;
  }
  throw new ImageError(`${subject}: ${url.host} leads from one address to the next, more than ${mostRedirects} times`);
}

async function ask(url: URL, { headers, patience, signal, subject }: RequestOptions): Promise<Answer> {
  const ending = new AbortController();
  const problem = (why: string) => new ImageError(`${subject === url.host ? "" : `${subject}: `}${url.host} ${why}`);
  const late = (why: string) => ending.abort(problem(why));
  const both = AbortSignal.any([signal, ending.signal]);
  const timer = setTimeout(() => late(`does not answer within ${patience.answer / 1000} s`), patience.answer);
  const explained = (error: unknown): unknown => {
    signal.throwIfAborted();
    return ending.signal.aborted ? ending.signal.reason : problem(reasonOf(error));
  };
  let response: Response;
  try {
    response = await fetch(url, { headers, redirect: "manual", signal: both });
  } catch (error) {
    throw explained(error);
  } finally {
    clearTimeout(timer);
  }
  return {
    status: response.status,
    headers: response.headers,
    body: () => pieces(response, patience, late, explained),
    discard: async () => void (await response.body?.cancel().catch(() => undefined)),
  };
}

async function* pieces(
  response: Response,
  { silence, pace }: Pick<Patience, "silence" | "pace">,
  late: (why: string) => void,
  explained: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let [bytes, waited] = [0, 0];
  try {
    for (;;) {
      const asked = performance.now();
      const timer = setTimeout(() => late(`has sent nothing for ${silence / 1000} s`), silence);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      bytes += value.length;
      // Only what was waited for counts: the reader may be the slow part.
      waited += performance.now() - asked;
      if (waited > silence && bytes / (waited / 1000) < pace)
        late(`sends only ${Math.round(bytes / waited)} kB a second, which takes longer than to build`);
      yield value;
    }
  } catch (error) {
    throw explained(error);
  } finally {
    // A body that is not read to its end would hold its connection.
    void reader.cancel().catch(() => undefined);
  }
}

/** Why `fetch` failed, in words. */
function reasonOf(error: unknown): string {
  const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "is not known here (no network, or no such name)";
  if (code === "ECONNREFUSED") return "refuses the connection";
  if (code === "UND_ERR_CONNECT_TIMEOUT") return "cannot be reached";
  if (code === "UND_ERR_SOCKET" || code === "ECONNRESET") return "broke the connection off";
  return `cannot be asked: ${[code, message].filter(Boolean).join(" ")}`;
}
