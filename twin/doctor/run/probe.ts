/** What became of a request from this machine. */
export type Probed =
  /** The service was reached; `status` is absent where TLS alone was. */
  | { kind: "answered"; status?: number; body: string }
  /** Nothing came back; `why` completes "no answer: …". */
  | { kind: "silent"; why: string };

/** Sends one request without credentials from this machine. */
export type Probe = (url: string) => Promise<Probed>;

/** Longest part of an answer that is read, characters. */
const longestBody = 2000;

/**
 * Sends real requests. They follow no redirect and carry no credentials.
 *
 * @param seconds longest time for one request
 * @param signal ends those that run
 * @throws the signal's reason once it is aborted
 */
export function httpProbe(seconds: number, signal: AbortSignal): Probe {
  return async (url) => {
    signal.throwIfAborted();
    const bound = AbortSignal.timeout(seconds * 1000);
    try {
      const response = await fetch(url, { redirect: "manual", signal: AbortSignal.any([signal, bound]) });
      return { kind: "answered", status: response.status, body: (await response.text()).slice(0, longestBody) };
    } catch (error) {
      signal.throwIfAborted();
      if (bound.aborted) return { kind: "silent", why: `it had not answered after ${seconds} s` };
      const code = codeOf(error);
      // An API server's certificate is its cluster's own: who sees it has come through.
      if (/CERT|SIGNATURE|ALTNAME/.test(code)) return { kind: "answered", body: "" };
      return { kind: "silent", why: code };
    }
  };
}

/** Why a request failed, as Node.js calls it: `ENOTFOUND`. */
function codeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string")
    return cause.code;
  return error instanceof Error ? error.message : String(error);
}
