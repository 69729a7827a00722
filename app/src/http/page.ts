import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { cookieUserOf, type Identity, userCookie } from "../identity";

/**
 * The chat page at `/`: one file, nothing from elsewhere, and a policy under which only its own script and style run. A cookie tells browsers
 * apart where nobody has to say who they are.
 */
export function page(server: FastifyInstance, identity: Pick<Identity, "isOpen">): void {
  // `page/` lies beside both `src/` and `dist/`.
  const html = readFileSync(join(__dirname, "..", "..", "page", "index.html"), "utf8");
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(html, "script")}`,
    `style-src ${hashOf(html, "style")}`,
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  server.get("/", (request, reply) => {
    if (identity.isOpen && cookieUserOf(request.headers.cookie) === undefined) {
      const secure = request.headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
      const cookie = `${userCookie}=${randomUUID()}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000${secure}`;
      void reply.header("set-cookie", cookie);
    }
    return reply
      .headers({
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
      })
      .type("text/html; charset=utf-8")
      .send(html);
  });
}

/** The CSP source of the page's one inline element of that kind. */
function hashOf(html: string, element: "script" | "style"): string {
  const content = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(html)?.[1] ?? "";
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}
