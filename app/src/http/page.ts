import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { cookieUserOf, type Identity, userCookie } from "../identity";

/**
 * The chat page at `/`: one file, nothing from elsewhere, and a policy under which only its own script and style run. A cookie tells browsers
 * apart where nobody has to say who they are. At `/highlight.js` is the worker that colours the page's code. `page/build.mjs` bundles both; fails where
 * that was not done.
 */
export function page(server: FastifyInstance, identity: Pick<Identity, "isOpen">): void {
  const html = readBuilt("index.html");
  const policy = policyOf(html.text);
  server.get("/", (request, reply) => {
    if (identity.isOpen && cookieUserOf(request.headers.cookie) === undefined) {
      const secure = request.headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
      const cookie = `${userCookie}=${randomUUID()}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000${secure}`;
      void reply.header("set-cookie", cookie);
    }
    void reply.headers({ "content-security-policy": policy, "referrer-policy": "no-referrer" });
    return send(request, reply, html, "text/html; charset=utf-8");
  });
  const worker = readBuilt("highlight.js");
  server.get("/highlight.js", (request, reply) => {
    // A worker has the policy of its own response: this one can load and reach nothing.
    void reply.header("content-security-policy", "default-src 'none'");
    return send(request, reply, worker, "text/javascript; charset=utf-8");
  });
}

/** A file of the built page, as it is sent. */
interface Built {
  text: string;
  plain: Buffer;
  zipped: Buffer;
  etag: string;
}

/** `dist/page/` is found from both `src/` and `dist/`. */
function readBuilt(name: string): Built {
  const file = join(__dirname, "..", "..", "dist", "page", name);
  try {
    const plain = readFileSync(file);
    const etag = `"${createHash("sha256").update(plain).digest("base64url")}"`;
    return { text: plain.toString("utf8"), plain, zipped: gzipSync(plain, { level: 9 }), etag };
  } catch (cause) {
    throw new Error(`There is no chat page at ${file}: \`npm run build:page -w app\` makes it.`, { cause });
  }
}

function send(request: FastifyRequest, reply: FastifyReply, file: Built, type: string): FastifyReply {
  void reply.headers({
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
    vary: "accept-encoding",
    etag: file.etag,
  });
  // A proxy that compresses on its way makes the tag a weak one (RFC 9110, 8.8.1).
  if (request.headers["if-none-match"]?.includes(file.etag) === true) return reply.code(304).send();
  void reply.type(type);
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(request.headers["accept-encoding"] ?? "");
  return takesGzip ? reply.header("content-encoding", "gzip").send(file.zipped) : reply.send(file.plain);
}

/** The policy of the page. It names its one script and its one style by their digests. */
function policyOf(html: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(html, "script")}`,
    `style-src ${hashOf(html, "style")}`,
    "img-src data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Markup becomes elements only through the sanitizer, whose policy has this name, and the one address of a script is the worker's.
    "require-trusted-types-for 'script'",
    "trusted-types dompurify highlighter",
  ].join("; ");
}

/** The CSP source of the page's one inline element of that kind. */
function hashOf(html: string, element: "script" | "style"): string {
  const content = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(html)?.[1] ?? "";
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}
