import type { FastifyInstance } from "fastify";

/**
 * The methods that an address takes. Kept beside the router, which only answers whether a pattern is registered: asked with a client's address it
 * takes that for a pattern, and `/:a(` for a regular expression without an end.
 */
export class AllowedMethods {
  private readonly routes: { segments: string[]; method: string }[] = [];

  /** Notes every route that is added to the server from now on, but for those of any address. */
  constructor(server: FastifyInstance) {
    server.addHook("onRoute", ({ url, method }) => {
      if (url.includes("*")) return;
      for (const name of [method].flat()) this.routes.push({ segments: url.split("/"), method: name });
    });
  }

  /** Methods that the path takes; none where nothing is there. */
  at(path: string): string[] {
    const asked = path.split("/");
    const matching = this.routes.filter(({ segments }) => matches(segments, asked));
    return [...new Set(matching.map(({ method }) => method))];
  }
}

function matches(segments: readonly string[], asked: readonly string[]): boolean {
  return (
    segments.length === asked.length &&
    segments.every((segment, index) => (segment.startsWith(":") ? asked[index] !== "" : segment === asked[index]))
  );
}
