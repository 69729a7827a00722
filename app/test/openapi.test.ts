import { MemoryBudget } from "../src/body";
import { openApi } from "../src/http/openapi";
import { createHttpServer } from "../src/http/server";
import { Identity, identityPlugin } from "../src/identity";
import { createLogger } from "../src/logging";
import { Metrics } from "../src/metrics";
import { probesPlugin, SharedHealthState } from "../src/health";
import { createEngine } from "../src/routing";
import { MemorySessionStore } from "../src/sessions";
import { loadSettings } from "../src/settings";
import { tasksPlugin, type TaskService } from "../src/tasks";
import { Tracing } from "../src/tracing";
import { usagePlugin } from "../src/usage";

test("/openapi.json names every route of the API, and no other", async () => {
  const settings = loadSettings({ SESSION_STORE: "memory" });
  const logger = createLogger({ level: "silent", service: "test" });
  const metrics = new Metrics({ process: false });
  const tracing = await Tracing.open({ endpoint: undefined, service: "test", ratio: 0 });
  const { engine, router, close } = createEngine({
    settings,
    metrics,
    tracing,
    gatewayKey: { value: "k", reread: () => Promise.resolve(false) },
  });
  const sessions = new MemorySessionStore({ ttlSeconds: 1 });
  const identity = new Identity({});
  const routes: string[] = [];
  const server = createHttpServer({
    settings,
    logger,
    metrics,
    tracing,
    engine,
    router,
    sessions,
    memory: new MemoryBudget(1_000_000),
    identity,
    extend: [
      (fastify) => void fastify.register(probesPlugin, { state: new SharedHealthState() }),
      (fastify) => void fastify.register(identityPlugin, { identity }),
      (fastify) => void fastify.register(usagePlugin, { usage: { usageOf: async () => undefined } }),
      (fastify) => void fastify.register(tasksPlugin, { service: {} as TaskService, callerOf: () => ({}) }),
    ],
  });
  await server.ready();
  for (const [path, operations] of Object.entries(openApi.paths)) {
    for (const method of Object.keys(operations)) {
      const url = path.replace("{id}", ":id").replace("{model}", "*");
      routes.push(`${method.toUpperCase()} ${url}`);
      expect([path, server.hasRoute({ method: method.toUpperCase() as "GET", url })]).toEqual([path, true]);
    }
  }
  const printed = server.printRoutes({ commonPrefix: false }).match(/(GET|POST|PATCH|DELETE)(?=[,)])/g) ?? [];
  expect(printed).toHaveLength(routes.length);
  await server.close();
  await close();
});
