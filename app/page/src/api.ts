import { apiKey } from "./credentials";
import { Failure, failureOf } from "./failure";

/** Calls our own API. Fails with a `Failure`, or with the signal's AbortError. */
export async function call(path: string, init: RequestInit & { key?: string } = {}): Promise<Response> {
  const key = init.key ?? apiKey();
  const headers = new Headers(init.headers);
  if (key !== undefined) headers.set("authorization", `Bearer ${key}`);
  if (init.body !== undefined) headers.set("content-type", "application/json");
  let response: Response;
  try {
    // A redirect is the edge's way to its login, which no script can follow (fetch reports a cross-origin one as a lost network).
    response = await fetch(path, { ...init, headers, redirect: "manual", cache: "no-store" });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new Failure("network");
  }
  if (response.type === "opaqueredirect") throw new Failure("login");
  if (!response.ok) throw await failureOf(response);
  return response;
}

/** Calls our own API and reads its JSON. */
export async function callForJson<Body>(path: string, init: RequestInit & { key?: string } = {}): Promise<Body> {
  const response = await call(path, init);
  try {
    return (await response.json()) as Body;
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new Failure("unreadable", { status: response.status });
  }
}

/** Who the API thinks we are. */
export interface Me {
  user: string;
  /** Name of the API key, where one was sent. */
  key: string | null;
  login: "key" | "edge" | "none";
  /** Path that ends a login at the edge. */
  logout?: string | null;
}

/** Who we are, by a key that is tried, or as requests go out now. */
export async function whoAmI(key?: string): Promise<Me> {
  return callForJson<Me>("/api/me", { key });
}
