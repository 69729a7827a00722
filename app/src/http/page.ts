import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { cookieUserOf, type Identity, userCookie } from "../identity";

/**
 * The chat page at `/`: one file, nothing from elsewhere, and a policy under which only its own script and style run. A cookie tells browsers
 * apart where nobody has to say who they are. `page/build.mjs` bundles the page; fails where that was not done.
 */
export function page(server: FastifyInstance, identity: Pick<Identity, "isOpen">): void {
  const html = readPage();
  const zipped = gzipSync(html, { level: 9 });
  const etag = `"${createHash("sha256").update(html).digest("base64url")}"`;
  const policy = policyOf(html.toString("utf8"));
  server.get("/", (request, reply) => {
    if (identity.isOpen && cookieUserOf(request.headers.cookie) === undefined) {
      const secure = request.headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
      const cookie = `${userCookie}=${randomUUID()}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000${secure}`;
      void reply.header("set-cookie", cookie);
    }
    void reply.headers({
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-cache",
      vary: "accept-encoding",
      etag,
    });
    // A proxy that compresses on its way makes the tag a weak one (RFC 9110, 8.8.1).
    if (request.headers["if-none-match"]?.includes(etag) === true) return reply.code(304).send();
    void reply.type("text/html; charset=utf-8");
    const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(request.headers["accept-encoding"] ?? "");
    return takesGzip ? reply.header("content-encoding", "gzip").send(zipped) : reply.send(html);
  });
}

/** `dist/page/` is found from both `src/` and `dist/`. */
function readPage(): Buffer {
  const file = join(__dirname, "..", "..", "dist", "page", "index.html");
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`There is no chat page at ${file}: \`npm run build:page -w app\` makes it.`, { cause });
  }
}

/** The policy of the page. It names its one script and its one style by their digests. */
function policyOf(html: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(html, "script")}`,
    `style-src ${hashOf(html, "style")}`,
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Markup becomes elements only through the sanitizer, whose policy has this name.
    "require-trusted-types-for 'script'",
    "trusted-types dompurify",
  ].join("; ");
}

/** The CSP source of the page's one inline element of that kind. */
function hashOf(html: string, element: "script" | "style"): string {
  const content = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(html)?.[1] ?? "";
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}
