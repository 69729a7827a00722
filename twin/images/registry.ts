import { pause } from "../processes";
import { parseChallenge } from "./challenge";
import { ImageError } from "./image";
import { addressOf, isSafe } from "./mirror";
import type { Patience } from "./patience";
import { request } from "./request";
import type { Answer } from "./request";

/** Times that one thing is asked for: once, again with a token, and again when the registry asked for a pause. */
const mostTries = 4;

/** Longest answer that is read as a whole, bytes: the limit that registries set for manifests (OCI distribution specification 1.1). */
const longestDocument = 4 * 2 ** 20;

export interface RegistryOptions {
  patience: Patience;
  signal: AbortSignal;
  /** For `BREAKWATER_REGISTRY`. Default: that of this process. */
  env?: NodeJS.ProcessEnv;
}

/** A registry, asked by the OCI distribution protocol as somebody whom it does not know. */
export class Registry {
  private readonly origin: string;
  private readonly prefix: string;
  private readonly patience: Patience;
  private readonly signal: AbortSignal;
  /** `Authorization` by repository. */
  private readonly tokens = new Map<string, string>();
  private answering: Promise<void> | undefined;

  /**
   * @param host `registry.k8s.io`
   * @throws SettingError when the setting of a mirror is wrong
   */
  constructor(
    readonly host: string,
    { patience, signal, env }: RegistryOptions,
  ) {
    ({ origin: this.origin, prefix: this.prefix } = addressOf(host, env));
    this.patience = patience;
    this.signal = signal;
  }

  /**
   * Waits until it is known that the registry answers, whatever it says. It is asked once, however often this is called.
   *
   * @throws ImageError when it does not
   */
  answers(): Promise<void> {
    this.answering ??= request(new URL("/v2/", this.origin), {
      headers: {},
      patience: { ...this.patience, answer: this.patience.first },
      signal: this.signal,
      subject: this.host,
    }).then((answer) => answer.discard());
    return this.answering;
  }

  /**
   * Asks for a manifest or a blob.
   *
   * @param reference tag or digest
   * @param subject what it belongs to, for messages
   * @throws ImageError unless the registry has it and gives it to anybody
   */
  async get(
    repository: string,
    kind: "manifests" | "blobs",
    reference: string,
    accept: string,
    subject: string,
  ): Promise<Answer> {
    await this.answers();
    const url = new URL(`/v2/${this.prefix}${repository}/${kind}/${reference}`, this.origin);
    let refused = false;
    for (let tries = 0; tries < mostTries; tries++) {
      const token = this.tokens.get(repository);
      const headers = {
        accept,
        // The bytes as they are stored: their digest is of these.
        "accept-encoding": "identity",
        ...(token !== undefined && { authorization: token }),
      };
      const answer = await request(url, { headers, patience: this.patience, signal: this.signal, subject });
      if (answer.status === 200) return answer;
      await answer.discard();
      if (answer.status === 401 && !refused) {
        refused = true;
        this.tokens.set(repository, await this.askForToken(answer.headers.get("www-authenticate") ?? "", subject));
      } else if (answer.status === 429 || answer.status === 503) {
        await this.leaveAlone(answer, subject);
      } else {
        throw new ImageError(`${subject}: ${this.host} ${meaningOf(answer.status, kind, reference)}`);
      }
    }
    throw new ImageError(`${subject}: ${this.host} asks to be left alone again and again`);
  }

  private async askForToken(header: string, subject: string): Promise<string> {
    const challenge = parseChallenge(header);
    const realm = challenge && URL.canParse(challenge.realm) ? new URL(challenge.realm) : undefined;
    if (challenge === undefined || realm === undefined || !isSafe(realm))
      throw new ImageError(`${subject}: ${this.host} asks for a login (${header || "without saying which"})`);
    for (const name of ["service", "scope"] as const) {
      const value = challenge[name];
      if (value !== undefined) realm.searchParams.set(name, value);
    }
    const answer = await request(realm, { headers: {}, patience: this.patience, signal: this.signal, subject });
    if (answer.status !== 200) {
      await answer.discard();
      throw new ImageError(`${subject}: ${realm.host} gives no token, but status ${answer.status}`);
    }
    const text = (await readDocument(answer, `${subject}: the token of ${realm.host}`)).toString("utf8");
    const { token, access_token } = (parseJson(text) ?? {}) as { token?: unknown; access_token?: unknown };
    const value = token ?? access_token;
    if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value))
      throw new ImageError(`${subject}: ${realm.host} gives no token, but something else`);
    return `Bearer ${value}`;
  }

  private async leaveAlone({ status, headers }: Answer, subject: string): Promise<void> {
    const asked = headers.get("retry-after") ?? "";
    // Seconds, or a date.
    const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
    if (!(wait <= this.patience.retryAfter)) {
      const until = asked === "" ? "" : ` and to come back ${/^\d+$/.test(asked) ? `in ${asked} s` : `at ${asked}`}`;
      throw new ImageError(`${subject}: ${this.host} asks to be left alone (status ${status})${until}`);
    }
    await pause(Math.max(wait, 0), this.signal);
  }
}

/**
 * A short answer as a whole.
 *
 * @param what what it is, for the message
 * @throws ImageError when it is too long, or does not come to its end
 */
export async function readDocument(answer: Answer, what: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body()) {
    bytes += chunk.length;
    if (bytes > longestDocument) throw new ImageError(`${what} is longer than ${longestDocument / 2 ** 20} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `undefined` where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function meaningOf(status: number, kind: "manifests" | "blobs", reference: string): string {
  if (status === 404) return `does not have ${kind === "manifests" ? "it" : `its part ${reference}`} (status 404)`;
  if (status === 401 || status === 403) return `does not give it to everybody (status ${status})`;
  return `answers with status ${status}`;
}
